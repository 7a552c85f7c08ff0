// RFC 9112 sections 3.2 and 5: Host, field lines, and how large a head may be.

extension Table {
  private static let accepted = [
    "example.org", "example.org:", "example.org:80", "EXAMPLE.org", "example.org.", "127.0.0.1:8080", "[::1]",
    "[::1]:80",
    "[::]", "[1::]", "[2001:db8::7]", "[2001:DB8::7]:8080", "[1:2:3:4:5:6:7:8]", "[::ffff:192.0.2.1]", "[v1.a:b]",
    "a_b",
    "a%20b", "xn--bcher-kva.example", "a:0", "a:65535", "1", "-a",
  ]
  private static let refused = [
    "", " ", "\t", "a b", "a\tb", "a,b", "a, b", "a,b c", "user@a", "user:pass@a", "@a", "http://a", "a/b", "a/", "/",
    "a:b", "a:65536",
    "a:99999999999999999999", "a:+80", "a:-1", "a:0x50", "a:80 80", "a:80:80", "a:80,b:80", ":80", ":", "[::1", "::1",
    "::1]", "[]", "[:1]",
    "[1:]", "[1]", "[1:2:3]", "[:::]", "[::1::]", "[12345::]", "[g::]", "[1:2:3:4:5:6:7:8:9]", "[::1]a", "[::1]:a",
    "[::1]80",
    "[::256.0.0.1]", "[::1.2.3]", "[v.a]", "[127.0.0.1]", "a%2", "a%zz", "é", "a\u{212A}", "a?b", "a#b", "a\\b",
    "\"a\"", "<a>", "{a}",
    "a|b", "a^b", "`a`", "[a]", "*/a",
  ]

  package static let hosts = Table(
    "9112 3.2, 9110 7.2 Host",
    accepted.map { Row("Host: \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .ok, "3.2") },
    refused.map { Row("Host: \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .rejected(400, "host"), "3.2") },
    [
      Row("none", "GET / HTTP/1.1\r\n\r\n", .rejected(400, "missing_host"), "3.2"),
      Row("none, other fields", "GET / HTTP/1.1\r\nA: b\r\n\r\n", .rejected(400, "missing_host"), "3.2"),
      Row("other names", "GET / HTTP/1.1\r\nHosts: a\r\nX-Host: a\r\n\r\n", .rejected(400, "missing_host"), "3.2"),
      Row("none in 1.0", "GET / HTTP/1.0\r\n\r\n", .ok(persists: false), "3.2"),
      Row("bad in 1.0", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", .rejected(400, "host"), "3.2"),
      Row("twice the same", request("GET / HTTP/1.1", "Host: example.org"), .rejected(400, "repeated_host"), "3.2"),
      Row("two", request("GET / HTTP/1.1", "hOST: b"), .rejected(400, "repeated_host"), "3.2"),
      Row("two, one empty", request("GET / HTTP/1.1", "Host:"), .rejected(400, "repeated_host"), "3.2"),
      Row("two, apart", request("GET / HTTP/1.1", "A: b", "Host: b"), .rejected(400, "repeated_host"), "3.2"),
      Row("two in 1.0", request("GET / HTTP/1.0", "Host: b"), .rejected(400, "repeated_host"), "3.2"),
      Row("name in capitals", "GET / HTTP/1.1\r\nHOST: a\r\n\r\n", .ok, "3.2"),
      Row("no space", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", .ok, "3.2"),
      Row("last field", "GET / HTTP/1.1\r\nA: b\r\nHost: a\r\n\r\n", .ok, "3.2"),
      Row("space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", .rejected(400, "field_name"), "5.1"),
      Row("folded", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", .rejected(400, "folded_field"), "5.2"),
      Row("folded before it", "GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n", .rejected(400, "host"), "5.2"),
    ])

  package static let fieldLines = Table(
    "9112 5, 9110 5.5 field lines",
    [
      "A:b", "A:", "A: \t ", "A: b:c:", "A: b\tc", "A: é", "A: \"b\"", "A: \\", "A: b,,c", "!#$%&'*+-.^_`|~0: b",
      "0: b", "Content_Length: 5",
    ].map {
      Row($0, request("GET / HTTP/1.1", $0), .ok, "5")
    },
    [
      Row("bytes beyond ASCII", raw("A: ", [0x80, 0xFF, 0xC0]), .ok, "5.5"),
      Row("the same name often", request("GET / HTTP/1.1", "A: b", "A: c", "a: d"), .ok, "5.3"),
      Row("longest line", request("GET / HTTP/1.1", "A: " + "b".times(60_000)), .ok, "5.4"),
      Row("no colon", request("GET / HTTP/1.1", "A"), .rejected(400, "field_line"), "5"),
      Row("words without a colon", request("GET / HTTP/1.1", "A b c"), .rejected(400, "field_line"), "5"),
      Row("request line again", request("GET / HTTP/1.1", "GET / HTTP/1.1"), .rejected(400, "field_line"), "5"),
    ],
    [
      ": a", ":", "::", "A : b", "A\t: b", "A \t: b", "A B: c", "A\tB: c", "A[: c", "A]: c", "(A): b", "A,B: c",
      "A;B: c", "A=B: c", "A@B: c",
      "A/B: c", "A?B: c", "A\\B: c", "\"A\": b", "{A}: b", "<A>: b", "Ä: c", "To\u{212A}en: c", "Content-Length : 5",
      "Content\tLength: 5",
      "A\u{A0}: b", "\u{FEFF}A: b",
    ].map { Row($0, request("GET / HTTP/1.1", $0), .rejected(400, "field_name"), "5.1") },
    [
      Row("name of bytes beyond ASCII", raw("", [0xFF, 0x3A]), .rejected(400, "field_name"), "5.1"),
      Row("folded", request("GET / HTTP/1.1", "A: b\r\n c"), .rejected(400, "folded_field"), "5.2"),
      Row("folded with a tab", request("GET / HTTP/1.1", "A: b\r\n\tc"), .rejected(400, "folded_field"), "5.2"),
      Row("folded and empty", request("GET / HTTP/1.1", "A: b\r\n "), .rejected(400, "folded_field"), "5.2"),
      Row("folded like a field", request("GET / HTTP/1.1", "A: b\r\n C: d"), .rejected(400, "folded_field"), "5.2"),
    ],
    Array(UInt8(0)...31).filter { ![9, 10, 13].contains($0) }.map {
      Row("control character \($0) in a value", raw("A: b", [$0]), control, "5.5")
    },
    [
      Row("DEL in a value", raw("A: b", [0x7F]), control, "5.5"),
      Row("NUL alone", raw("A:", [0]), control, "5.5"),
      Row("NUL in the name", raw("A", [0, 0x3A]), control, "5.1"),
      Row("DEL in the name", raw("A", [0x7F, 0x3A]), control, "5.1"),
    ])

  package static let headSizes = Table(
    "9112 3, 6585 5 sizes of a head",
    [
      Row("longest line", request("GET /\("a".times(26)) HTTP/1.1"), .ok("GET", "/" + "a".times(26)), "3"),
      Row("line too long", request("GET /\("a".times(27)) HTTP/1.1"), tooLong, "3"),
      Row("endless line", "GET /" + "b".times(100), tooLong, "3"),
      Row("endless query", "GET /?" + "b".times(100), tooLong, "3"),
      Row("line too long before a bare CR", "GET /\("a".times(36))\rb", tooLong, "3"),
      Row("longest line before a bare CR", "GET /\("a".times(35))\rb", bareCR, "2.2"),
      Row("head too large before a bare LF", "GET / HTTP/1.1\r\nA: \("b".times(102))\n", tooLarge, "6585 5"),
      Row("largest head before a bare LF", "GET / HTTP/1.1\r\nA: \("b".times(101))\n", bareLF, "2.2"),
      Row("longest method", request("\("b".times(32)) / HTTP/1.0"), tooLong, "3"),
      Row("method too long", request("\("b".times(33)) / x"), .rejected(501, "method_too_long"), "3"),
      Row("endless method", "b".times(100), .rejected(501, "method_too_long"), "3"),
      Row("largest head", request("GET / HTTP/1.1", "A: " + "b".times(78)), .ok, "6585 5"),
      Row("head too large", request("GET / HTTP/1.1", "A: " + "b".times(79)), tooLarge, "6585 5"),
      Row("endless value", "GET / HTTP/1.1\r\nA: " + "b".times(200), tooLarge, "6585 5"),
      Row("endless name", "GET / HTTP/1.1\r\n" + "b".times(200), tooLarge, "6585 5"),
      Row("most fields", request("GET / HTTP/1.1", "A:", "B:"), .ok, "6585 5"),
      Row("too many fields", request("GET / HTTP/1.1", "A:", "B:", "C:"), .rejected(431, "too_many_fields"), "6585 5"),
    ]
  ) {
    // `GET ` and ` HTTP/1.1` have 13 bytes, the two lines with CRLF and `Host: example.org` 35.
    $0.requestLine = 40
    $0.head = 120
    $0.fields = 3
  }

  private static let tooLong = Row.Outcome.rejected(414, "request_line_too_long")
  private static let tooLarge = Row.Outcome.rejected(431, "head_too_large")

  /// A request with a field line of these bytes.
  private static func raw(_ text: String, _ bytes: [UInt8]) -> [UInt8] {
    Array("GET / HTTP/1.1\r\nHost: a\r\n\(text)".utf8) + bytes + Array("\r\n\r\n".utf8)
  }
}
