// RFC 9112 sections 2 and 3: lines, versions, request lines.

extension Table {
  package static let lines = Table(
    "9112 2.2 lines",
    [
      Row("plain", request(), .ok, "2.1"),
      Row("empty line before", "\r\n" + request(), .ok, "2.2"),
      Row("three empty lines before", "\r\n\r\n\r\n" + request(), .ok, "2.2"),
      Row("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", bareLF, "2.2"),
      Row("bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", bareLF, "2.2"),
      Row("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", bareLF, "2.2"),
      Row("bare LF everywhere", "GET / HTTP/1.1\nHost: a\n\n", bareLF, "2.2"),
      Row("bare LF first", "\n" + request(), bareLF, "2.2"),
      Row("bare LF in the target", "GET /\n HTTP/1.1\r\nHost: a\r\n\r\n", bareLF, "2.2"),
      Row("bare LF in the method", "G\nET / HTTP/1.1\r\nHost: a\r\n\r\n", bareLF, "2.2"),
      Row("bare LF in a value", request("GET / HTTP/1.1", "A: b\nC: d"), bareLF, "2.2"),
      Row("LF CR", "GET / HTTP/1.1\n\rHost: a\r\n\r\n", bareLF, "2.2"),
      Row("CR for line ends", "GET / HTTP/1.1\rHost: a\r\r", bareCR, "2.2"),
      Row("CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", bareCR, "2.2"),
      Row("CR first", "\r" + request(), bareCR, "2.2"),
      Row("CR in the method", "GE\rT / HTTP/1.1\r\nHost: a\r\n\r\n", bareCR, "2.2"),
      Row("CR in the target", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", bareCR, "2.2"),
      Row("CR in a name", request("GET / HTTP/1.1", "A\rB: c"), bareCR, "2.2"),
      Row("CR inside a value", request("GET / HTTP/1.1", "A: b\rc"), bareCR, "2.2"),
      Row("CR at the end of a value", request("GET / HTTP/1.1", "A: b\r"), bareCR, "2.2"),
      Row("CR before a smuggled field", request("GET / HTTP/1.1", "A: b\rContent-Length: 9"), bareCR, "2.2"),
      Row("NUL first", [0] + Array(request().utf8), control, "2.2"),
      Row("NUL in the method", "G\0ET / HTTP/1.1\r\nHost: a\r\n\r\n", control, "2.2"),
      Row("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", control, "2.2"),
      Row("NUL in the version", "GET / HTTP/1.1\0\r\nHost: a\r\n\r\n", control, "2.2"),
      Row("TLS client hello", [0x16, 0x03, 0x01, 0x02], control, "2.2"),
      Row("binary rubbish", [0xDE, 0xAD, 0xBE, 0xEF, 0x00, 0x01, 0x0D, 0x0A], control, "2.2"),
      Row("byte order mark", [0xEF, 0xBB, 0xBF] + Array(request().utf8), .rejected(400, "method"), "2.2"),
      Row(
        "space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .rejected(400, "leading_whitespace"),
        "2.2"),
      Row(
        "tab before the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", .rejected(400, "leading_whitespace"),
        "2.2"),
      Row(
        "line of spaces before the first field", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n",
        .rejected(400, "leading_whitespace"), "2.2"),
      Row("half a head", "GET / HTTP/1.1\r\nHost: a\r\n", .incomplete, "2.2"),
      Row("half a request line", "GET / HT", .incomplete, "2.2"),
      Row("half a line end", "GET / HTTP/1.1\r\nHost: a\r\n\r", .incomplete, "2.2"),
    ])

  package static let versions = Table(
    "9112 2.3 version",
    [
      Row("1.0", "GET / HTTP/1.0\r\n\r\n", .ok(persists: false), "2.3"),
      Row("1.2 is 1.1", request("GET / HTTP/1.2"), .ok, "2.3"),
      Row("1.9 is 1.1", request("GET / HTTP/1.9"), .ok, "2.3"),
      Row("1.2 needs a Host", "GET / HTTP/1.2\r\n\r\n", .rejected(400, "missing_host"), "2.3"),
      Row("0.9 in words", request("GET / HTTP/0.9"), otherVersion, "2.3"),
      Row("0.0", request("GET / HTTP/0.0"), otherVersion, "2.3"),
      Row("2.0", request("GET / HTTP/2.0"), otherVersion, "2.3"),
      Row("3.0", request("GET / HTTP/3.0"), otherVersion, "2.3"),
      Row("preface of 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", otherVersion, "2.3"),
      Row("9.9", request("GET / HTTP/9.9"), otherVersion, "2.3"),
      Row("simple request of 0.9", "GET /\r\n", .rejected(400, "request_line"), "2.3"),
    ],
    [
      "http/1.1", "Http/1.1", "HTTQ/1.1", "XHTTP/1.1", "HTTP/1", "HTTP/2", "HTTP/1.", "HTTP/.1", "HTTP/.", "HTTP/",
      "HTTP",
      "HTTP1.1", "HTTP/1.10", "HTTP/11.1", "HTTP/01.01", "HTTP/1.x", "HTTP/x.1", "HTTP/-1.1", "HTTP/+1.1",
      "HTTP/ 1.1", "HTTP /1.1", "HTTP/1 .1", "HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.1 x", "HTTP/1,1", "HTTP\\1.1",
      "HTTP//1.1", "HTTP/1.1.1", "HTTPS/1.1", "ICY/1.0", "HTTP/1.\u{661}",
    ].map { Row($0, request("GET / \($0)"), .rejected(400, "version"), "2.3") })

  package static let requestLines = Table(
    "9112 3 request line, method",
    [
      Row("unknown method", request("BREW / HTTP/1.1"), .ok("BREW"), "3.1"),
      Row("lower-case method", request("get / HTTP/1.1"), .ok("get"), "3.1"),
      Row("mixed case", request("Get / HTTP/1.1"), .ok("Get"), "3.1"),
      Row("token of marks", request("M-!#$%&'*+.^_`|~9 / HTTP/1.1"), .ok("M-!#$%&'*+.^_`|~9"), "3.1"),
      Row("method of digits", request("123 / HTTP/1.1"), .ok("123"), "3.1"),
    ],
    ["GE(T", "GET:", "G{ET", "G[ET]", "\"GET\"", "<GET>", "GET,", "GET;", "G@T", "GÉT", "G\\T", "/", "?", "G=T"].map {
      Row("method \($0)", request("\($0) / HTTP/1.1"), .rejected(400, "method"), "3.1")
    },
    [
      Row("method beyond ASCII", request("G\u{212A}T / HTTP/1.1"), .rejected(400, "method"), "3.1"),
      Row("tab for a space", request("GET\t/ HTTP/1.1"), .rejected(400, "method"), "3"),
      Row("tabs for spaces", request("GET\t/\tHTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("tab behind the target", request("GET /\tHTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("space first", request(" GET / HTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("tab first", request("\tGET / HTTP/1.1"), .rejected(400, "method"), "3"),
      Row("two spaces before the target", request("GET  / HTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("two spaces behind the target", request("GET /  HTTP/1.1"), .rejected(400, "version"), "3"),
      Row("no target", request("GET HTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("no target, two spaces", request("GET  HTTP/1.1"), .rejected(400, "request_line"), "3"),
      Row("no method", request("/ HTTP/1.1"), .rejected(400, "method"), "3"),
      Row("no version", request("GET / "), .rejected(400, "version"), "3"),
      Row("method alone", "GET\r\n\r\n", .rejected(400, "request_line"), "3"),
      Row("spaces alone", "   \r\n\r\n", .rejected(400, "request_line"), "3"),
      Row("field first", "Host: a\r\n\r\n", .rejected(400, "method"), "3"),
      Row("response", "HTTP/1.1 200 OK\r\n\r\n", .rejected(400, "method"), "3"),
      Row("no-break space", request("GET\u{A0}/ HTTP/1.1"), .rejected(400, "method"), "3"),
      Row("vertical tab for a space", request("GET\u{B}/ HTTP/1.1"), control, "3"),
      Row("form feed for a space", request("GET /\u{C}HTTP/1.1"), control, "3"),
      Row("space in the target", request("GET /a b HTTP/1.1"), .rejected(400, "version"), "3.2"),
      Row("tab in the target", request("GET /a\tb HTTP/1.1"), .rejected(400, "target_character"), "3.2"),
    ])

  static let bareLF = Row.Outcome.rejected(400, "bare_lf")
  static let bareCR = Row.Outcome.rejected(400, "bare_cr")
  static let control = Row.Outcome.rejected(400, "control_character")
  private static let otherVersion = Row.Outcome.rejected(505, "version_not_supported")
}
