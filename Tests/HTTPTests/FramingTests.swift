import Testing

@testable import HTTP

@Suite("RFC 9112 sections 6 and 7: body length, chunked coding")
struct FramingTests {
  static func post(_ fields: String..., body: String = "hello", line: String = "POST / HTTP/1.1") -> String {
    ([line, "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  static func lengthRow(_ value: String, _ expected: Row.Outcome) -> Row {
    Row("Content-Length: \(value)", post("Content-Length: \(value)"), expected, "RFC 9110 8.6")
  }

  static let hello = Row.Outcome.ok("POST", body: "hello")

  static let lengths: [Row] =
    ["5", "005", " 5", "\t5", "5 "].map { lengthRow($0, hello) }
    + [
      "", "+5", "-5", "0x5", "5.0", "5e0", "5,5", "5, 6", "5;", "5 5", "5a", "a", "\"5\"", "٥", "1_0",
      "9223372036854775808", "18446744073709551621", "99999999999999999999",
    ].map { lengthRow($0, .rejected(400, "content_length")) } + [
      lengthRow("67108865", .rejected(413, "body_too_large")),
      lengthRow("9223372036854775807", .rejected(413, "body_too_large")),
      Row("none", post(body: ""), .ok("POST"), "6.3"),
      Row("zero", post("Content-Length: 0", body: ""), .ok("POST"), "6.3"),
      Row("with GET", post("Content-Length: 5", line: "GET / HTTP/1.1"), .ok(body: "hello"), "6.3"),
      Row("cut", post("Content-Length: 6"), .incomplete, "6.3"),
      Row(
        "twice the same", post("Content-Length: 5", "Content-Length: 5"),
        .rejected(400, "repeated_content_length"), "6.3"),
      Row("two", post("Content-Length: 5", "content-length: 6"), .rejected(400, "repeated_content_length"), "6.3"),
      Row("other name", post("Content_Length: 5", body: ""), .ok("POST"), "6.3"),
    ]

  static func codingRow(_ value: String, _ expected: Row.Outcome) -> Row {
    Row(
      "Transfer-Encoding: \(value)", post("Transfer-Encoding: \(value)", body: "5\r\nhello\r\n0\r\n\r\n"), expected,
      "6.1")
  }

  static let malformed = Row.Outcome.rejected(400, "transfer_encoding")
  static let unknown = Row.Outcome.rejected(501, "transfer_coding_unknown")

  static let transferCodings: [Row] =
    ["chunked", "Chunked", "CHUNKED", " chunked ", "\tchunked"].map { codingRow($0, hello) }
    + [
      "", ",", ", chunked", "chunked,", "chunked, chunked", "chunked, gzip", "chunked, identity", "chunked;a=b",
      "\"chunked\"", "chunked chunked", "chunked;", "c hunked", "chun ked", "chunked\u{E9}", "chun\u{212A}ed",
      "[chunked]",
    ].map { codingRow($0, malformed) }
    + ["gzip", "gzip, chunked", "identity", "xchunked", "chunkedx", "chunked-", "x, y, chunked"].map {
      codingRow($0, unknown)
    } + [
      codingRow("\u{B}chunked", .rejected(400, "control_character")),
      Row("two lines", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), malformed, "6.1"),
      Row("chunked, then another line", post("Transfer-Encoding: chunked", "Transfer-Encoding: x"), malformed, "6.1"),
      Row("another line, then chunked", post("Transfer-Encoding: x", "Transfer-Encoding: chunked"), unknown, "6.1"),
      Row(
        "space before the colon", post("Transfer-Encoding : chunked"), .rejected(400, "field_name"), "5.1"),
      Row(
        "with Content-Length", post("Content-Length: 5", "Transfer-Encoding: chunked"),
        .rejected(400, "two_lengths"), "6.3"),
      Row(
        "Content-Length behind", post("Transfer-Encoding: chunked", "Content-Length: 5"),
        .rejected(400, "two_lengths"), "6.3"),
      Row(
        "unknown, with Content-Length", post("Transfer-Encoding: xchunked", "Content-Length: 5"),
        .rejected(400, "two_lengths"), "6.3"),
      Row(
        "in 1.0", post("Transfer-Encoding: chunked", line: "POST / HTTP/1.0"),
        .rejected(400, "transfer_encoding_http10"), "6.1"),
    ]

  static let chunks = [
    Row("one", chunked("5\r\nhello\r\n0\r\n\r\n"), hello, "7.1"),
    Row("two", chunked("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"), hello, "7.1"),
    Row("none", chunked("0\r\n\r\n"), .ok("POST"), "7.1"),
    Row("several zeros", chunked("0005\r\nhello\r\n000\r\n\r\n"), hello, "7.1"),
    Row("capital digit", chunked("A\r\nhellohello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
    Row("small digit", chunked("a\r\nhellohello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
    Row("data like a line end", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), .ok("POST", body: "\r\n\r\n"), "7.1"),
    Row("no size", chunked("\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("no digit", chunked("x\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("plus", chunked("+5\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("minus", chunked("-5\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("space before", chunked(" 5\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("space behind", chunked("5 \r\nhello"), .rejected(400, "chunk_extension"), "7.1"),
    Row("0x", chunked("0x5\r\nhello"), .rejected(400, "chunk_extension"), "7.1"),
    Row("underscore", chunked("1_0\r\nhello"), .rejected(400, "chunk_extension"), "7.1"),
    Row("h", chunked("5h\r\nhello"), .rejected(400, "chunk_extension"), "7.1"),
    Row("comma", chunked("5,5\r\nhello"), .rejected(400, "chunk_extension"), "7.1"),
    Row("17 digits", chunked("00000000000000005\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("overflow", chunked("FFFFFFFFFFFFFFFF0\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("negative in 64 bits", chunked("FFFFFFFFFFFFFFFF\r\nhello"), .rejected(400, "chunk_size"), "7.1"),
    Row("huge", chunked("7FFFFFFFFFFFFFFF\r\nhello"), .rejected(413, "body_too_large"), "7.1"),
    Row("LF behind the size", chunked("5\nhello"), .rejected(400, "bare_lf"), "7.1"),
    Row("CR behind the size", chunked("5\rhello"), .rejected(400, "bare_cr"), "7.1"),
    Row("data too long", chunked("5\r\nhello!\r\n0\r\n\r\n"), .rejected(400, "chunk_end"), "7.1"),
    Row("data too short", chunked("5\r\nhell\r\n0\r\n\r\n"), .rejected(400, "chunk_end"), "7.1"),
    Row("LF behind the data", chunked("5\r\nhello\n0\r\n\r\n"), .rejected(400, "chunk_end"), "7.1"),
    Row("CR behind the data", chunked("5\r\nhello\r0\r\n\r\n"), .rejected(400, "chunk_end"), "7.1"),
    Row("no last chunk", chunked("5\r\nhello\r\n"), .incomplete, "7.1"),
    Row("no empty line", chunked("5\r\nhello\r\n0\r\n"), .incomplete, "7.1"),
  ]

  static let extensions: [Row] =
    [";a", ";a=b", " ; a = b", ";a;b=c;d", ";a=\"b;c\"", ";a=\"\\\"\"", "\t;a=\"\""].map {
      Row("extension \($0)", chunked("5\($0)\r\nhello\r\n0\($0)\r\n\r\n"), hello, "7.1.1")
    }
    + [";", ";=b", ";a=", ";a b", ";a=\"b", ";a[", ";a=[", ";;", ";a ", ";a=\"b\"c", ";a=\"\\"].map {
      Row("extension \($0)", chunked("5\($0)\r\nhello"), .rejected(400, "chunk_extension"), "7.1.1")
    } + [
      Row("NUL in an extension", chunked("5;a\0\r\nhello"), .rejected(400, "control_character"), "7.1.1"),
      Row("LF in an extension", chunked("5;a\nhello"), .rejected(400, "bare_lf"), "7.1.1"),
    ]

  static let trailers = [
    Row("one", chunked("5\r\nhello\r\n0\r\nA: b\r\n\r\n"), hello, "7.1.2"),
    Row("two", chunked("5\r\nhello\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n"), hello, "7.1.2"),
    Row("no colon", chunked("0\r\nA\r\n\r\n"), .rejected(400, "field_line"), "7.1.2"),
    Row("space before the colon", chunked("0\r\nA : b\r\n\r\n"), .rejected(400, "field_name"), "7.1.2"),
    Row("folded", chunked("0\r\nA: b\r\n c\r\n\r\n"), .rejected(400, "folded_field"), "7.1.2"),
    Row("bare LF", chunked("0\r\nA: b\n\r\n"), .rejected(400, "bare_lf"), "7.1.2"),
    Row("LF at the end", chunked("0\r\n\n"), .rejected(400, "bare_lf"), "7.1.2"),
  ]

  static var limits: Limits {
    var limits = Limits()
    limits.body = 10
    limits.fields = 3
    limits.head = 100
    limits.chunkExtensions = 8
    return limits
  }

  static let sizes = [
    Row("largest length", post("Content-Length: 10", body: "hellohello"), .ok("POST", body: "hellohello"), "6.3"),
    Row("length too large", post("Content-Length: 11", body: ""), .rejected(413, "body_too_large"), "6.3"),
    Row("largest chunks", chunked("5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
    Row("chunks too large", chunked("5\r\nhello\r\n6\r\n"), .rejected(413, "body_too_large"), "7.1"),
    Row("longest extensions", chunked("1;aaa\r\nh\r\n1;aaa\r\ni\r\n0\r\n\r\n"), .ok("POST", body: "hi"), "7.1.1"),
    Row(
      "extensions too long", chunked("1;aaa\r\nh\r\n1;aaaaaaa\r\n"), .rejected(400, "chunk_extensions_too_long"),
      "7.1.1"
    ),
    Row("endless extension", chunked("1;aaaaaaaaaaaa"), .rejected(400, "chunk_extensions_too_long"), "7.1.1"),
    Row("most trailers", chunked("0\r\nA:\r\nB:\r\nC:\r\n\r\n"), .ok("POST"), "7.1.2"),
    Row("too many trailers", chunked("0\r\nA:\r\nB:\r\nC:\r\nD:\r\n"), .rejected(431, "trailers_too_large"), "7.1.2"),
    Row(
      "endless trailer", chunked("0\r\nA:" + String(repeating: "b", count: 100)),
      .rejected(431, "trailers_too_large"), "7.1.2"),
  ]

  @Test("6.2 Content-Length", arguments: lengths) func length(_ row: Row) { check(row) }
  @Test("6.1 Transfer-Encoding", arguments: transferCodings) func transferCoding(_ row: Row) { check(row) }
  @Test("7.1 chunks", arguments: chunks) func chunk(_ row: Row) { check(row) }
  @Test("7.1.1 extensions", arguments: extensions) func chunkExtension(_ row: Row) { check(row) }
  @Test("7.1.2 trailers", arguments: trailers) func trailer(_ row: Row) { check(row) }
  @Test("limits", arguments: sizes) func size(_ row: Row) { check(row, limits: Self.limits) }
}
