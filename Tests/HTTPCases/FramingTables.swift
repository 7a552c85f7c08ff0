// RFC 9112 section 6: how long a body is.

extension Table {
  static let hello = Row.Outcome.ok("POST", body: "hello")
  private static let malformed = Row.Outcome.rejected(400, "transfer_encoding")
  private static let unknown = Row.Outcome.rejected(501, "transfer_coding_unknown")
  private static let badLength = Row.Outcome.rejected(400, "content_length")
  private static let repeated = Row.Outcome.rejected(400, "repeated_content_length")
  private static let both = Row.Outcome.rejected(400, "two_lengths")

  static func post(_ fields: String..., body: String = "hello", line: String = "POST / HTTP/1.1") -> String {
    ([line, "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  package static let transferCodings = Table(
    "9112 6.1 Transfer-Encoding",
    ["chunked", "Chunked", "CHUNKED", "cHuNkEd", " chunked ", "\tchunked", "chunked\t "].map { coding($0, hello) },
    [
      "", " ", ",", ", chunked", "chunked,", ",,chunked", "chunked, chunked", "chunked,chunked", "chunked, gzip",
      "chunked, identity",
      "chunked, x", "chunked;a=b", "chunked;", "chunked ;a", "\"chunked\"", "chunked chunked", "c hunked", "chun ked",
      "chunked\u{E9}", "chun\u{212A}ed", "ｃhunked", "[chunked]", "chunked/1", "chunked:", "chunked=1", "=chunked",
      "(chunked)", "chunked;q=1",
      "gzip;q=1, chunked", "chunked\\", "\u{A0}chunked", "\u{FEFF}chunked",
    ].map { coding($0, malformed) },
    [
      "gzip", "gzip, chunked", "deflate, gzip, chunked", "identity", "identity, chunked", "xchunked", "chunkedx",
      "chunked-", "x, y, chunked", "chunk", "'chunked'",
    ].map {
      coding($0, unknown)
    },
    [
      coding("\u{B}chunked", control), coding("chunked\u{C}", control), coding("chunked\0", control),
      coding("\u{1}chunked", control),
      coding("chunked\r", bareCR), coding("chunked\n", bareLF), coding("\r\n chunked", .rejected(400, "folded_field")),
      Row("two lines", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), malformed, "6.1"),
      Row("chunked, then another line", post("Transfer-Encoding: chunked", "Transfer-Encoding: x"), malformed, "6.1"),
      Row(
        "chunked, then identity", post("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), malformed, "6.1"),
      Row("another line, then chunked", post("Transfer-Encoding: x", "Transfer-Encoding: chunked"), unknown, "6.1"),
      Row("empty line, then chunked", post("Transfer-Encoding:", "Transfer-Encoding: chunked"), malformed, "6.1"),
      Row("space before the colon", post("Transfer-Encoding : chunked"), .rejected(400, "field_name"), "5.1"),
      Row("tab before the colon", post("Transfer-Encoding\t: chunked"), .rejected(400, "field_name"), "5.1"),
      Row("space before the name", post("A: b", " Transfer-Encoding: chunked"), .rejected(400, "folded_field"), "5.2"),
      Row("NUL in the name", post("Transfer\0Encoding: chunked"), control, "5.1"),
      Row("Kelvin sign in the name", post("Transfer-Encoding\u{212A}: chunked"), .rejected(400, "field_name"), "5.1"),
      Row("other name", post("Transfer_Encoding: chunked", "Content-Length: 5"), hello, "5.1"),
      Row(
        "with GET", request("GET / HTTP/1.1", "Transfer-Encoding: chunked", body: "1\r\na\r\n0\r\n\r\n"),
        .ok(body: "a"), "6.1"),
      Row("in 1.0", post("Transfer-Encoding: chunked", line: "POST / HTTP/1.0"), faulty, "6.1"),
      Row(
        "in 1.0, kept alive", post("Transfer-Encoding: chunked", "Connection: keep-alive", line: "POST / HTTP/1.0"),
        faulty, "6.1"),
      Row(
        "in 1.0, with a length", post("Transfer-Encoding: chunked", "Content-Length: 5", line: "POST / HTTP/1.0"),
        faulty, "6.1"),
      Row("unknown, in 1.0", post("Transfer-Encoding: x", line: "POST / HTTP/1.0"), faulty, "6.1"),
    ])

  private static let faulty = Row.Outcome.rejected(400, "transfer_encoding_http10")

  private static func coding(_ value: String, _ expected: Row.Outcome) -> Row {
    Row(
      "Transfer-Encoding: \(value)", post("Transfer-Encoding: \(value)", body: "5\r\nhello\r\n0\r\n\r\n"), expected,
      "6.1")
  }

  package static let lengths = Table(
    "9112 6.2, 9110 8.6 Content-Length",
    ["5", "005", "0000000000000000000000005", " 5", "\t5", "5 ", "5\t"].map { length($0, hello) },
    [
      "", " ", "+5", "-5", "-0", "+0", "0x5", "0o5", "0b101", "5.0", "5.", ".5", "5e0", "5E0", "5,5", "5, 5", "5, 6",
      "5,", ",5", "5;", "5;a=b",
      "5 5", "5\t5", "5a", "a5", "a", "5h", "5L", "\"5\"", "'5'", "(5)", "٥", "５", "5\u{E9}", "1_0", "5_", "1'0", "NaN",
      "Infinity", "null", "true",
      "9223372036854775808", "18446744073709551616", "18446744073709551621", "99999999999999999999", "9".times(100),
    ].map { length($0, badLength) },
    [
      length("67108865", .rejected(413, "body_too_large")),
      length("9223372036854775807", .rejected(413, "body_too_large")),
      length("5\0", control), length("\u{B}5", control), length("5\r", bareCR), length("5\n", bareLF),
      length("\r\n 5", badLength),
      Row("none", post(body: ""), .ok("POST"), "6.3"),
      Row("zero", post("Content-Length: 0", body: ""), .ok("POST"), "6.3"),
      Row("zeros", post("Content-Length: 000", body: ""), .ok("POST"), "6.3"),
      Row("with GET", post("Content-Length: 5", line: "GET / HTTP/1.1"), .ok(body: "hello"), "6.3"),
      Row("with DELETE", post("Content-Length: 5", line: "DELETE / HTTP/1.1"), .ok("DELETE", body: "hello"), "6.3"),
      Row("with HEAD", post("Content-Length: 5", line: "HEAD / HTTP/1.1"), .ok("HEAD", body: "hello"), "6.3"),
      Row("with OPTIONS", post("Content-Length: 5", line: "OPTIONS / HTTP/1.1"), .ok("OPTIONS", body: "hello"), "6.3"),
      Row(
        "in 1.0", post("Content-Length: 5", line: "POST / HTTP/1.0"), .ok("POST", body: "hello", persists: false), "6.3"
      ),
      Row(
        "body like a request", post("Content-Length: \(request().utf8.count)", body: request()),
        .ok("POST", body: request()), "6.3"),
      Row("cut", post("Content-Length: 6"), .incomplete, "6.3"),
      Row("nothing of it", post("Content-Length: 6", body: ""), .incomplete, "6.3"),
      Row("twice the same", post("Content-Length: 5", "Content-Length: 5"), repeated, "6.3"),
      Row("two", post("Content-Length: 5", "content-length: 6"), repeated, "6.3"),
      Row("two, one zero", post("Content-Length: 0", "Content-Length: 5"), repeated, "6.3"),
      Row("two, one bad", post("Content-Length: 5", "Content-Length: x"), repeated, "6.3"),
      Row("two, the first bad", post("Content-Length: x", "Content-Length: 5"), badLength, "6.3"),
      Row("space before the colon", post("Content-Length : 5"), .rejected(400, "field_name"), "5.1"),
      Row("other name", post("Content_Length: 5", body: ""), .ok("POST"), "6.3"),
      Row("other name beside it", post("Content-Length: 5", "Content_Length: 9"), hello, "6.3"),
    ])

  private static func length(_ value: String, _ expected: Row.Outcome) -> Row {
    Row("Content-Length: \(value)", post("Content-Length: \(value)"), expected, "9110 8.6")
  }

  package static let lengthsAndCodings = Table(
    "9112 6.3 both",
    [
      Row("length, coding", post("Content-Length: 5", "Transfer-Encoding: chunked"), both, "6.3"),
      Row("coding, length", post("Transfer-Encoding: chunked", "Content-Length: 5"), both, "6.3"),
      Row("length zero", post("Content-Length: 0", "Transfer-Encoding: chunked"), both, "6.3"),
      Row("apart", post("Content-Length: 5", "A: b", "TRANSFER-ENCODING: Chunked"), both, "6.3"),
      Row("with close", post("Content-Length: 5", "Transfer-Encoding: chunked", "Connection: close"), both, "6.3"),
      Row("unknown coding", post("Transfer-Encoding: xchunked", "Content-Length: 5"), both, "6.3"),
      Row("identity", post("Transfer-Encoding: identity", "Content-Length: 5"), both, "6.3"),
      Row("empty coding", post("Transfer-Encoding:", "Content-Length: 5"), both, "6.3"),
      Row("leading comma", post("Transfer-Encoding: , chunked", "Content-Length: 5"), both, "6.3"),
      Row(
        "two codings", post("Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Content-Length: 5"), both,
        "6.3"),
      Row("bad length", post("Transfer-Encoding: chunked", "Content-Length: +5"), badLength, "9110 8.6"),
      Row(
        "folded coding", post("Transfer-Encoding:\r\n chunked", "Content-Length: 5"), .rejected(400, "folded_field"),
        "5.2"),
    ])

  package static let bodySizes = Table(
    "9110 15.5.14 sizes of a body",
    [
      Row("largest length", post("Content-Length: 10", body: "hellohello"), .ok("POST", body: "hellohello"), "6.3"),
      Row("length too large", post("Content-Length: 11", body: ""), .rejected(413, "body_too_large"), "6.3"),
      Row("largest chunks", chunked("5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
      Row("chunks too large", chunked("5\r\nhello\r\n6\r\n"), .rejected(413, "body_too_large"), "7.1"),
      Row("chunk too large", chunked("B\r\n"), .rejected(413, "body_too_large"), "7.1"),
      Row("longest extensions", chunked("1;aaa\r\nh\r\n1;aaa\r\ni\r\n0\r\n\r\n"), .ok("POST", body: "hi"), "7.1.1"),
      Row("extensions too long", chunked("1;aaa\r\nh\r\n1;aaaaaaa\r\n"), tooManyExtensions, "7.1.1"),
      Row("endless extension", chunked("1;aaaaaaaaaaaa"), tooManyExtensions, "7.1.1"),
      Row("extensions too long before a bare CR", chunked("1;aaaaaaaa\rb"), tooManyExtensions, "7.1.1"),
      Row("longest extensions before a bare CR", chunked("1;aaaaaaa\rb"), bareCR, "2.2"),
      Row("extension of the last chunk too long", chunked("0;aaaaaaaaaaaa\r\n\r\n"), tooManyExtensions, "7.1.1"),
      Row("most trailers", chunked("0\r\nA:\r\nB:\r\nC:\r\n\r\n"), .ok("POST"), "7.1.2"),
      Row("too many trailers", chunked("0\r\nA:\r\nB:\r\nC:\r\nD:\r\n"), .rejected(431, "trailers_too_large"), "7.1.2"),
      Row("endless trailer", chunked("0\r\nA:" + "b".times(100)), .rejected(431, "trailers_too_large"), "7.1.2"),
      Row(
        "endless trailer before NUL", chunked("0\r\nA:" + "b".times(99) + "\0"), .rejected(431, "trailers_too_large"),
        "7.1.2"),
      Row("longest trailer before NUL", chunked("0\r\nA:" + "b".times(98) + "\0"), control, "2.2"),
    ]
  ) {
    $0.body = 10
    $0.fields = 3
    $0.head = 100
    $0.chunkExtensions = 8
  }

  private static let tooManyExtensions = Row.Outcome.rejected(400, "chunk_extensions_too_long")
}
