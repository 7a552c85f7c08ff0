import Testing

@testable import HTTP

@Suite("RFC 9112 sections 3.2 and 5: Host, field syntax, limits")
struct FieldTests {
  static let accepted = [
    "example.org", "example.org:", "example.org:80", "127.0.0.1:8080", "[::1]", "[::1]:80", "[::]", "[1::]",
    "[2001:db8::7]", "[1:2:3:4:5:6:7:8]", "[::ffff:192.0.2.1]", "[v1.a:b]", "a_b", "a%20b", "xn--bcher-kva.example",
  ]
  static let refused = [
    "", "a b", "a,b c", "user@a", "http://a", "a/b", "a:b", "a:65536", "a:+80", "a:80:80", "[::1", "::1", "[]",
    "[:1]", "[1:]", "[1]", "[1:2:3]", "[:::]", "[::1::]", "[12345::]", "[g::]", "[1:2:3:4:5:6:7:8:9]", "[::1]a",
    "[::256.0.0.1]", "[::1.2.3]", "[v.a]", "a%2", "é", "a?b", "a#b", "\"a\"",
  ]

  static let hosts =
    accepted.map { Row("Host: \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .ok, "3.2") }
    + refused.map { Row("Host: \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", .rejected(400, "host"), "3.2") } + [
      Row("none", "GET / HTTP/1.1\r\n\r\n", .rejected(400, "missing_host"), "3.2"),
      Row("none in 1.0", "GET / HTTP/1.0\r\n\r\n", .ok(persists: false), "3.2"),
      Row("twice the same", request("GET / HTTP/1.1", "Host: example.org"), .rejected(400, "repeated_host"), "3.2"),
      Row("two", request("GET / HTTP/1.1", "hOST: b"), .rejected(400, "repeated_host"), "3.2"),
      Row("two in 1.0", request("GET / HTTP/1.0", "Host: b"), .rejected(400, "repeated_host"), "3.2"),
      Row("name in capitals", "GET / HTTP/1.1\r\nHOST: a\r\n\r\n", .ok, "3.2"),
    ]

  static let lines = [
    Row("no space", request("GET / HTTP/1.1", "A:b"), .ok, "5"),
    Row("empty value", request("GET / HTTP/1.1", "A:"), .ok, "5"),
    Row("value of spaces", request("GET / HTTP/1.1", "A: \t "), .ok, "5"),
    Row("colons in the value", request("GET / HTTP/1.1", "A: b:c:"), .ok, "5"),
    Row("tab in the value", request("GET / HTTP/1.1", "A: b\tc"), .ok, "5.5"),
    Row("bytes beyond ASCII in the value", request("GET / HTTP/1.1", "A: é"), .ok, "5.5"),
    Row("no colon", request("GET / HTTP/1.1", "A"), .rejected(400, "field_line"), "5"),
    Row("no name", request("GET / HTTP/1.1", ": a"), .rejected(400, "field_name"), "5"),
    Row("space before the colon", request("GET / HTTP/1.1", "A : b"), .rejected(400, "field_name"), "5.1"),
    Row("tab before the colon", request("GET / HTTP/1.1", "A\t: b"), .rejected(400, "field_name"), "5.1"),
    Row("space in the name", request("GET / HTTP/1.1", "A B: c"), .rejected(400, "field_name"), "5.1"),
    Row("bracket in the name", request("GET / HTTP/1.1", "A[: c"), .rejected(400, "field_name"), "5.1"),
    Row("name beyond ASCII", request("GET / HTTP/1.1", "Ä: c"), .rejected(400, "field_name"), "5.1"),
    Row("Kelvin sign for k", request("GET / HTTP/1.1", "To\u{212A}en: c"), .rejected(400, "field_name"), "5.1"),
    Row("folded", request("GET / HTTP/1.1", "A: b\r\n c"), .rejected(400, "folded_field"), "5.2"),
    Row("folded with a tab", request("GET / HTTP/1.1", "A: b\r\n\tc"), .rejected(400, "folded_field"), "5.2"),
    Row("folded and empty", request("GET / HTTP/1.1", "A: b\r\n "), .rejected(400, "folded_field"), "5.2"),
    Row("NUL", request("GET / HTTP/1.1", "A: b\0"), .rejected(400, "control_character"), "5.5"),
    Row("bell", request("GET / HTTP/1.1", "A: b\u{7}"), .rejected(400, "control_character"), "5.5"),
    Row("vertical tab", request("GET / HTTP/1.1", "A: \u{B}b"), .rejected(400, "control_character"), "5.5"),
    Row("DEL", request("GET / HTTP/1.1", "A: \u{7F}"), .rejected(400, "control_character"), "5.5"),
    Row("NUL in the name", request("GET / HTTP/1.1", "A\0: b"), .rejected(400, "control_character"), "5.1"),
  ]

  static var limits: Limits {
    var limits = Limits()
    limits.requestLine = 40
    limits.head = 120
    limits.fields = 3
    return limits
  }

  static func path(_ length: Int) -> String { "/" + String(repeating: "a", count: length - 1) }
  static func value(_ length: Int) -> String { String(repeating: "b", count: length) }

  /// `GET ` and ` HTTP/1.1` have 13 bytes, the two lines with CRLF and `Host: example.org` 35.
  static let sizes = [
    Row("longest line", request("GET \(path(27)) HTTP/1.1"), .ok("GET", path(27)), "3"),
    Row("line too long", request("GET \(path(28)) HTTP/1.1"), .rejected(414, "request_line_too_long"), "3"),
    Row("endless line", "GET /" + value(100), .rejected(414, "request_line_too_long"), "3"),
    Row("longest method", request("\(value(32)) / HTTP/1.0"), .rejected(414, "request_line_too_long"), "3"),
    Row("method too long", request("\(value(33)) / x"), .rejected(501, "method_too_long"), "3"),
    Row("endless method", value(100), .rejected(501, "method_too_long"), "3"),
    Row("largest head", request("GET / HTTP/1.1", "A: \(value(78))"), .ok, "6585 5"),
    Row("head too large", request("GET / HTTP/1.1", "A: \(value(79))"), .rejected(431, "head_too_large"), "6585 5"),
    Row("endless field", "GET / HTTP/1.1\r\nA: " + value(200), .rejected(431, "head_too_large"), "6585 5"),
    Row("most fields", request("GET / HTTP/1.1", "A:", "B:"), .ok, "6585 5"),
    Row(
      "too many fields", request("GET / HTTP/1.1", "A:", "B:", "C:"), .rejected(431, "too_many_fields"), "6585 5"),
  ]

  @Test("3.2 Host", arguments: hosts) func host(_ row: Row) { check(row) }
  @Test("5 field lines", arguments: lines) func line(_ row: Row) { check(row) }
  @Test("limits", arguments: sizes) func size(_ row: Row) { check(row, limits: Self.limits) }

  @Test("values lose the whitespace around them and keep what is inside")
  func values() throws {
    let fields = try head(request("GET / HTTP/1.1", "A: \t b  c\t ", "a: d")).fields
    #expect(fields["A"] == "b  c")
    #expect(fields.values(of: "a").map { String(decoding: $0, as: UTF8.self) } == ["b  c", "d"])
    #expect(fields.count == 3)
  }

  @Test("fields are found without regard to ASCII case, and only that")
  func lookup() {
    var fields: Fields = ["Token": "1", "X": "2", "token": "3"]
    #expect(fields["TOKEN"] == "1")
    #expect(fields["To\u{212A}en"] == nil)
    #expect(!fields.contains("Toke"))
    fields.set("TOKEN", "4")
    #expect(fields == ["x": "2", "Token": "4"])
  }
}

/// The head that a text begins with.
func head(_ text: String) throws -> RequestHead {
  var state = ConnectionState(limits: Limits())
  var offset = 0
  let bytes = Array(text.utf8)
  guard case .head(let head) = try state.next(bytes.span, from: &offset) else { throw NoHead() }
  return head
}

struct NoHead: Error {}
