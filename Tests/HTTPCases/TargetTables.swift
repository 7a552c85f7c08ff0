// RFC 9112 section 3.2: the four forms of the request target.

extension Table {
  private static let character = Row.Outcome.rejected(400, "target_character")
  private static let noTarget = Row.Outcome.rejected(400, "target")

  package static let originTargets = Table(
    "9112 3.2.1 origin-form",
    [
      Row("path", request("GET /v1/jvp HTTP/1.1"), .ok("GET", "/v1/jvp"), "3.2.1"),
      Row("query", request("GET /a?b=c&d=/?e HTTP/1.1"), .ok("GET", "/a", query: "b=c&d=/?e"), "3.2.1"),
      Row("empty query", request("GET /a? HTTP/1.1"), .ok("GET", "/a", query: ""), "3.2.1"),
      Row("two slashes", request("GET //a HTTP/1.1"), .ok("GET", "//a"), "3.2.1"),
      Row("authority in the path", request("GET //a.example:80/b HTTP/1.1"), .ok("GET", "//a.example:80/b"), "3.2.1"),
      Row("dots", request("GET /../a/./b HTTP/1.1"), .ok("GET", "/../a/./b"), "3.2.1"),
      Row("URL in the path", request("GET /http://a/ HTTP/1.1"), .ok("GET", "/http://a/"), "3.2.1"),
      Row("escapes", request("GET /%7e%2F HTTP/1.1"), .ok("GET", "/%7e%2F"), "3.2.1"),
      Row("escaped UTF-8", request("GET /%C3%A9 HTTP/1.1"), .ok("GET", "/%C3%A9"), "3.2.1"),
      Row("escaped control in the query", request("GET /?%0a HTTP/1.1"), .ok("GET", "/", query: "%0a"), "3.2.1"),
      Row("all of pchar", request("GET /-._~!$&'()*+,;=:@ HTTP/1.1"), .ok("GET", "/-._~!$&'()*+,;=:@"), "3.2.1"),
      Row("8000 bytes", request("GET /\("a".times(7999)) HTTP/1.1"), .ok("GET", "/" + "a".times(7999)), "3"),
    ],
    [
      "/%", "/%7", "/%zz", "/%7g", "/?%", "/?%z0", "/%u0041", "/a#b", "/#", "/a?b#c", "/a\\b", "/\"a", "/<a>", "/a|b",
      "/a^b",
      "/`a`", "/{a}", "/[a]", "/?{a}", "/?[a]", "/?a|b", "/?\"", "/?<", "/é", "/?é", "/\u{212A}",
    ].map { Row($0, request("GET \($0) HTTP/1.1"), character, "3.2.1") },
    ["/%00", "/a%00.json", "/%0d%0aA:b", "/%0A", "/%09", "/%1f", "/%7F"].map {
      Row($0, request("GET \($0) HTTP/1.1"), .rejected(400, "target_control"), "RFC 3986 7.3")
    },
    [
      Row(
        "bytes that are not UTF-8", Array("GET /".utf8) + [0xC0, 0xAF] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
        character, "3.2.1"),
      Row("DEL", request("GET /\u{7F} HTTP/1.1"), control, "3.2.1"),
      Row("no slash", request("GET a HTTP/1.1"), noTarget, "3.2.1"),
      Row("dot first", request("GET ./a HTTP/1.1"), noTarget, "3.2.1"),
      Row("query alone", request("GET ?a HTTP/1.1"), noTarget, "3.2.1"),
      Row("fragment alone", request("GET #a HTTP/1.1"), noTarget, "3.2.1"),
      Row("backslash first", request("GET \\a HTTP/1.1"), noTarget, "3.2.1"),
      Row("escaped slash first", request("GET %2Fa HTTP/1.1"), noTarget, "3.2.1"),
    ])

  package static let otherTargets = Table(
    "9112 3.2.2 to 3.2.4 absolute-form, authority-form, asterisk-form",
    [
      Row("absolute", request("GET http://a.example/b?c HTTP/1.1"), .ok("GET", "/b", query: "c"), "3.2.2"),
      Row("the Host of an absolute target does not count", request("GET http://b/ HTTP/1.1"), .ok, "3.2.2"),
      Row("https with a port", request("GET HTTPS://a.example:8443/b HTTP/1.1"), .ok("GET", "/b"), "3.2.2"),
      Row("scheme in capitals", request("GET HTTP://A.EXAMPLE/b HTTP/1.1"), .ok("GET", "/b"), "3.2.2"),
      Row("absolute without a path", request("GET http://a.example HTTP/1.1"), .ok("GET", "/"), "3.2.2"),
      Row("absolute, query alone", request("GET http://a?b HTTP/1.1"), .ok("GET", "/", query: "b"), "3.2.2"),
      Row("absolute, empty port", request("GET http://a:/ HTTP/1.1"), .ok, "3.2.2"),
      Row("absolute, IPv4", request("GET http://127.0.0.1:80/ HTTP/1.1"), .ok, "3.2.2"),
      Row("absolute, IPv6", request("GET http://[::1]:80/ HTTP/1.1"), .ok, "3.2.2"),
      Row("absolute in 1.0", "GET http://a/ HTTP/1.0\r\n\r\n", .ok(persists: false), "3.2.2"),
      Row("absolute with OPTIONS", request("OPTIONS http://a HTTP/1.1"), .ok("OPTIONS", "/"), "3.2.2"),
      Row("absolute without Host", "GET http://a/ HTTP/1.1\r\n\r\n", .rejected(400, "missing_host"), "3.2.2"),
      Row("absolute, bad Host", "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n", .rejected(400, "host"), "3.2.2"),
      Row("absolute, escape cut", request("GET http://a/%7 HTTP/1.1"), character, "3.2.2"),
      Row("absolute, fragment", request("GET http://a/#b HTTP/1.1"), character, "3.2.2"),
      Row("absolute, beyond ASCII", request("GET http://a/é HTTP/1.1"), character, "3.2.2"),
    ],
    [
      "ftp://a/", "ws://a/", "file:///a", "http:/a", "http:a", "http:", "http", "://a/", "http//a/", "mailto:a@b",
      "1http://a/",
    ].map {
      Row($0, request("GET \($0) HTTP/1.1"), noTarget, "3.2.2")
    },
    [
      "http://", "http:///a", "http://?a", "http://:80/", "http://u@a/", "http://u:p@a/", "http://a:65536/",
      "http://a:b/",
      "http://a:+1/", "http://[::1/", "http://::1/", "http://a#b", "http://é/", "http://a%/", "http://a,b/",
    ].map {
      Row($0, request("GET \($0) HTTP/1.1"), .rejected(400, "target_authority"), "3.2.2")
    },
    [
      Row("connect", request("CONNECT a:443 HTTP/1.1"), .rejected(501, "connect"), "3.2.3"),
      Row("connect, IPv6", request("CONNECT [::1]:443 HTTP/1.1"), .rejected(501, "connect"), "3.2.3"),
      Row("connect without Host", "CONNECT a:443 HTTP/1.1\r\n\r\n", .rejected(400, "missing_host"), "3.2.3"),
      Row("authority with GET", request("GET a:443 HTTP/1.1"), noTarget, "3.2.3"),
      Row("host with GET", request("GET a.example HTTP/1.1"), noTarget, "3.2.3"),
    ],
    ["/", "*", "a", "a:", ":443", "http://a/", "a:443/", "u@a:443", "a:65536", "a:x"].map {
      Row("connect to \($0)", request("CONNECT \($0) HTTP/1.1"), .rejected(400, "connect_target"), "3.2.3")
    },
    [
      Row("asterisk", request("OPTIONS * HTTP/1.1"), .ok("OPTIONS", "*"), "3.2.4"),
      Row("asterisk with GET", request("GET * HTTP/1.1"), .rejected(400, "asterisk_target"), "3.2.4"),
      Row("asterisk with POST", request("POST * HTTP/1.1"), .rejected(400, "asterisk_target"), "3.2.4"),
      Row("asterisk with HEAD", request("HEAD * HTTP/1.1"), .rejected(400, "asterisk_target"), "3.2.4"),
      Row("asterisk with options", request("options * HTTP/1.1"), .rejected(400, "asterisk_target"), "3.2.4"),
      Row("asterisk and more", request("OPTIONS *a HTTP/1.1"), noTarget, "3.2.4"),
      Row("asterisk with a query", request("OPTIONS *?a HTTP/1.1"), noTarget, "3.2.4"),
      Row("two asterisks", request("OPTIONS ** HTTP/1.1"), noTarget, "3.2.4"),
    ])
}
