import Testing

@testable import HTTP

@Suite("RFC 9112 sections 2 and 3: lines, request line, target")
struct RequestLineTests {
  static let lines = [
    Row("plain", request(), .ok, "2.1"),
    Row("empty line before", "\r\n" + request(), .ok, "2.2"),
    Row("three empty lines before", "\r\n\r\n\r\n" + request(), .ok, "2.2"),
    Row("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .rejected(400, "bare_lf"), "2.2"),
    Row("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", .rejected(400, "bare_lf"), "2.2"),
    Row("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", .rejected(400, "bare_lf"), "2.2"),
    Row("bare LF first", "\n" + request(), .rejected(400, "bare_lf"), "2.2"),
    Row("CR for line ends", "GET / HTTP/1.1\rHost: a\r\r", .rejected(400, "bare_cr"), "2.2"),
    Row("CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .rejected(400, "bare_cr"), "2.2"),
    Row("CR inside a value", request("GET / HTTP/1.1", "A: b\rc"), .rejected(400, "bare_cr"), "2.2"),
    Row("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", .rejected(400, "control_character"), "2.2"),
    Row("TLS client hello", [0x16, 0x03, 0x01, 0x02], .rejected(400, "control_character"), "2.2"),
    Row(
      "space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
      .rejected(400, "leading_whitespace"), "2.2"),
    Row(
      "line of spaces before the first field", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n",
      .rejected(400, "leading_whitespace"), "2.2"),
    Row("half a head", "GET / HTTP/1.1\r\nHost: a\r\n", .incomplete, "2.2"),
  ]

  static let versions = [
    Row("1.0", "GET / HTTP/1.0\r\n\r\n", .ok(persists: false), "2.3"),
    Row("1.2 is 1.1", request("GET / HTTP/1.2"), .ok, "2.3"),
    Row("1.9 is 1.1", request("GET / HTTP/1.9"), .ok, "2.3"),
    Row("0.9 in words", request("GET / HTTP/0.9"), .rejected(505, "version_not_supported"), "2.3"),
    Row("2.0", request("GET / HTTP/2.0"), .rejected(505, "version_not_supported"), "2.3"),
    Row("preface of 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .rejected(505, "version_not_supported"), "2.3"),
    Row("9.9", request("GET / HTTP/9.9"), .rejected(505, "version_not_supported"), "2.3"),
    Row("simple request of 0.9", "GET /\r\n", .rejected(400, "request_line"), "2.3"),
    Row("lower case", request("GET / http/1.1"), .rejected(400, "version"), "2.3"),
    Row("other letters", request("GET / HTTQ/1.1"), .rejected(400, "version"), "2.3"),
    Row("no minor", request("GET / HTTP/1"), .rejected(400, "version"), "2.3"),
    Row("no digits", request("GET / HTTP/."), .rejected(400, "version"), "2.3"),
    Row("two digits", request("GET / HTTP/1.10"), .rejected(400, "version"), "2.3"),
    Row("leading zeros", request("GET / HTTP/01.01"), .rejected(400, "version"), "2.3"),
    Row("letter for a digit", request("GET / HTTP/1.x"), .rejected(400, "version"), "2.3"),
    Row("space inside", request("GET / HTTP/ 1.1"), .rejected(400, "version"), "2.3"),
    Row("space behind", request("GET / HTTP/1.1 "), .rejected(400, "version"), "2.3"),
    Row("tab behind", request("GET / HTTP/1.1\t"), .rejected(400, "version"), "2.3"),
    Row("word behind", request("GET / HTTP/1.1 x"), .rejected(400, "version"), "2.3"),
    Row("comma", request("GET / HTTP/1,1"), .rejected(400, "version"), "2.3"),
  ]

  static let requestLines = [
    Row("unknown method", request("BREW / HTTP/1.1"), .ok("BREW"), "3.1"),
    Row("lower-case method", request("get / HTTP/1.1"), .ok("get"), "3.1"),
    Row("token of marks", request("M-!#$%&'*+.^_`|~9 / HTTP/1.1"), .ok("M-!#$%&'*+.^_`|~9"), "3.1"),
    Row("method with a parenthesis", request("GE(T / HTTP/1.1"), .rejected(400, "method"), "3.1"),
    Row("method with a colon", request("GET: / HTTP/1.1"), .rejected(400, "method"), "3.1"),
    Row("method beyond ASCII", request("GÉT / HTTP/1.1"), .rejected(400, "method"), "3.1"),
    Row("tab for a space", request("GET\t/ HTTP/1.1"), .rejected(400, "method"), "3"),
    Row("space first", request(" GET / HTTP/1.1"), .rejected(400, "request_line"), "3"),
    Row("two spaces before the target", request("GET  / HTTP/1.1"), .rejected(400, "request_line"), "3"),
    Row("two spaces behind the target", request("GET /  HTTP/1.1"), .rejected(400, "version"), "3"),
    Row("no target", request("GET HTTP/1.1"), .rejected(400, "request_line"), "3"),
    Row("method alone", "GET\r\n\r\n", .rejected(400, "request_line"), "3"),
    Row("spaces alone", "   \r\n\r\n", .rejected(400, "request_line"), "3"),
    Row("space in the target", request("GET /a b HTTP/1.1"), .rejected(400, "version"), "3.2"),
    Row("tab in the target", request("GET /a\tb HTTP/1.1"), .rejected(400, "target_character"), "3.2"),
  ]

  static let targets = [
    Row("path", request("GET /v1/jvp HTTP/1.1"), .ok("GET", "/v1/jvp"), "3.2.1"),
    Row("query", request("GET /a?b=c&d=/?e HTTP/1.1"), .ok("GET", "/a", query: "b=c&d=/?e"), "3.2.1"),
    Row("empty query", request("GET /a? HTTP/1.1"), .ok("GET", "/a", query: ""), "3.2.1"),
    Row("two slashes", request("GET //a HTTP/1.1"), .ok("GET", "//a"), "3.2.1"),
    Row("escapes", request("GET /%7e%2F HTTP/1.1"), .ok("GET", "/%7e%2F"), "3.2.1"),
    Row("all of pchar", request("GET /-._~!$&'()*+,;=:@ HTTP/1.1"), .ok("GET", "/-._~!$&'()*+,;=:@"), "3.2.1"),
    Row("cut escape", request("GET /%7 HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("no escape", request("GET /%zz HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("cut escape in the query", request("GET /?% HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("fragment", request("GET /a#b HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("backslash", request("GET /a\\b HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("quote", request("GET /\"a HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("angle", request("GET /<a> HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("braces in the query", request("GET /?{a} HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("beyond ASCII", request("GET /é HTTP/1.1"), .rejected(400, "target_character"), "3.2.1"),
    Row("no slash", request("GET a HTTP/1.1"), .rejected(400, "target"), "3.2.1"),
    Row("query alone", request("GET ?a HTTP/1.1"), .rejected(400, "target"), "3.2.1"),
    Row("absolute", request("GET http://a.example/b?c HTTP/1.1"), .ok("GET", "/b", query: "c"), "3.2.2"),
    Row("absolute, https with a port", request("GET HTTPS://a.example:8443/b HTTP/1.1"), .ok("GET", "/b"), "3.2.2"),
    Row("absolute without a path", request("GET http://a.example HTTP/1.1"), .ok("GET", "/"), "3.2.2"),
    Row("absolute, query alone", request("GET http://a?b HTTP/1.1"), .ok("GET", "/", query: "b"), "3.2.2"),
    Row("absolute, IPv6", request("GET http://[::1]:80/ HTTP/1.1"), .ok, "3.2.2"),
    Row("absolute without Host", "GET http://a/ HTTP/1.1\r\n\r\n", .rejected(400, "missing_host"), "3.2.2"),
    Row("other scheme", request("GET ftp://a/ HTTP/1.1"), .rejected(400, "target"), "3.2.2"),
    Row("one slash", request("GET http:/a HTTP/1.1"), .rejected(400, "target"), "3.2.2"),
    Row("scheme alone", request("GET http: HTTP/1.1"), .rejected(400, "target"), "3.2.2"),
    Row("empty authority", request("GET http:///a HTTP/1.1"), .rejected(400, "target_authority"), "3.2.2"),
    Row("userinfo", request("GET http://u@a/ HTTP/1.1"), .rejected(400, "target_authority"), "3.2.2"),
    Row("port too large", request("GET http://a:65536/ HTTP/1.1"), .rejected(400, "target_authority"), "3.2.2"),
    Row("connect", request("CONNECT a:443 HTTP/1.1"), .rejected(501, "connect"), "3.2.3"),
    Row("connect to a path", request("CONNECT / HTTP/1.1"), .rejected(400, "connect_target"), "3.2.3"),
    Row("connect without a port", request("CONNECT a HTTP/1.1"), .rejected(400, "connect_target"), "3.2.3"),
    Row("authority with GET", request("GET a:443 HTTP/1.1"), .rejected(400, "target"), "3.2.3"),
    Row("asterisk", request("OPTIONS * HTTP/1.1"), .ok("OPTIONS", "*"), "3.2.4"),
    Row("asterisk with GET", request("GET * HTTP/1.1"), .rejected(400, "asterisk_target"), "3.2.4"),
    Row("asterisk and more", request("OPTIONS *a HTTP/1.1"), .rejected(400, "target"), "3.2.4"),
  ]

  @Test("2.2 lines", arguments: lines) func line(_ row: Row) { check(row) }
  @Test("2.3 version", arguments: versions) func version(_ row: Row) { check(row) }
  @Test("3 request line", arguments: requestLines) func requestLine(_ row: Row) { check(row) }
  @Test("3.2 target", arguments: targets) func target(_ row: Row) { check(row) }

  @Test("decoded paths keep an escaped slash", arguments: [("/v1%2Fa", "/v1%2Fa"), ("/%72pc", "/rpc"), ("/a", "/a")])
  func decoding(_ raw: String, _ decoded: String) {
    #expect(Target(rawPath: raw).path == decoded)
  }
}
