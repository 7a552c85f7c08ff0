// RFC 9112 section 7.1: chunks, their extensions, trailers.

extension Table {
  private static let size = Row.Outcome.rejected(400, "chunk_size")
  private static let badExtension = Row.Outcome.rejected(400, "chunk_extension")
  private static let end = Row.Outcome.rejected(400, "chunk_end")

  package static let chunks = Table(
    "9112 7.1 chunks",
    [
      Row("one", chunked("5\r\nhello\r\n0\r\n\r\n"), hello, "7.1"),
      Row("two", chunked("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"), hello, "7.1"),
      Row("one byte each", chunked("1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n"), hello, "7.1"),
      Row("none", chunked("0\r\n\r\n"), .ok("POST"), "7.1"),
      Row("several zeros", chunked("0005\r\nhello\r\n000\r\n\r\n"), hello, "7.1"),
      Row("capital digit", chunked("A\r\nhellohello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
      Row("small digit", chunked("a\r\nhellohello\r\n0\r\n\r\n"), .ok("POST", body: "hellohello"), "7.1"),
      Row("two digits", chunked("1a\r\n\("h".times(26))\r\n0\r\n\r\n"), .ok("POST", body: "h".times(26)), "7.1"),
      Row("data like a line end", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), .ok("POST", body: "\r\n\r\n"), "7.1"),
      Row("data like a last chunk", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), .ok("POST", body: "0\r\n\r\n"), "7.1"),
    ],
    [
      "", "x", "+5", "-5", "-0", " 5", "\t5", ";a", "\"5\"", "g", "$5", "５", "_5", "\u{E9}", "00000000000000005",
      "FFFFFFFFFFFFFFFF0", "FFFFFFFFFFFFFFFF", "8000000000000000", "F".times(100),
    ].map {
      Row("size \($0)", chunked("\($0)\r\nhello\r\n0\r\n\r\n"), size, "7.1")
    },
    ["5 ", "5\t", "0x5", "0X5", "1_0", "5h", "5,5", "5.0", "5 5", "5=", "5\"", "5 ;", "5L", "5\u{E9}"].map {
      Row("size \($0)", chunked("\($0)\r\nhello\r\n0\r\n\r\n"), badExtension, "7.1")
    },
    [
      Row("huge", chunked("7FFFFFFFFFFFFFFF\r\nhello"), .rejected(413, "body_too_large"), "7.1"),
      Row("beyond 32 bits", chunked("100000005\r\nhello"), .rejected(413, "body_too_large"), "7.1"),
      Row("LF behind the size", chunked("5\nhello\r\n0\r\n\r\n"), bareLF, "7.1"),
      Row("CR behind the size", chunked("5\rhello\r\n0\r\n\r\n"), bareCR, "7.1"),
      Row("CR CR LF behind the size", chunked("5\r\r\nhello\r\n0\r\n\r\n"), bareCR, "7.1"),
      Row("NUL behind the size", chunked("5\0\r\nhello\r\n0\r\n\r\n"), control, "7.1"),
      Row("line end before the size", chunked("\r\n5\r\nhello\r\n0\r\n\r\n"), size, "7.1"),
      Row("data too long", chunked("5\r\nhello!\r\n0\r\n\r\n"), end, "7.1"),
      Row("data too short", chunked("5\r\nhell\r\n0\r\n\r\n"), end, "7.1"),
      Row("no line end behind the data", chunked("5\r\nhello0\r\n\r\n"), end, "7.1"),
      Row("LF behind the data", chunked("5\r\nhello\n0\r\n\r\n"), end, "7.1"),
      Row("CR behind the data", chunked("5\r\nhello\r0\r\n\r\n"), end, "7.1"),
      Row("two line ends behind the data", chunked("5\r\nhello\r\n\r\n0\r\n\r\n"), size, "7.1"),
      Row("space behind the data", chunked("5\r\nhello \r\n0\r\n\r\n"), end, "7.1"),
      Row("negative last chunk", chunked("5\r\nhello\r\n-0\r\n\r\n"), size, "7.1"),
      Row("no last chunk", chunked("5\r\nhello\r\n"), .incomplete, "7.1"),
      Row("no empty line", chunked("5\r\nhello\r\n0\r\n"), .incomplete, "7.1"),
      Row("no chunk", chunked(""), .incomplete, "7.1"),
      Row("half a chunk", chunked("5\r\nhel"), .incomplete, "7.1"),
    ])

  package static let chunkExtensions = Table(
    "9112 7.1.1 chunk extensions",
    [
      ";a", ";a=b", " ; a = b", ";a;b=c;d", ";a=\"b;c\"", ";a=\"\\\"\"", ";a=\"\\\\\"", "\t;a=\"\"", ";a=\"é\"",
      ";a=\"b\tc\"", ";a=1;a=1", ";!#$%&'*+-.^_`|~",
    ].map {
      Row("extension \($0)", chunked("5\($0)\r\nhello\r\n0\($0)\r\n\r\n"), hello, "7.1.1")
    },
    [
      ";", ";=b", ";a=", ";a b", ";a=\"b", ";a=b\"", ";a[", ";a=[", ";;", ";a;", ";a ", ";a\t", ";a=b ", ";a=\"b\"c",
      ";a=\"\\", " a", ";a=b=c", ";a=b,c", ";é", ";a=é",
      ";\"a\"", ";a/b",
    ].map { Row("extension \($0)", chunked("5\($0)\r\nhello\r\n0\r\n\r\n"), badExtension, "7.1.1") },
    [
      Row("NUL in an extension", chunked("5;a\0\r\nhello"), control, "7.1.1"),
      Row("NUL in a quoted extension", chunked("5;a=\"\0\"\r\nhello"), control, "7.1.1"),
      Row("LF in an extension", chunked("5;a\nhello"), bareLF, "7.1.1"),
      Row("LF in a quoted extension", chunked("5;a=\"\n\"\r\nhello"), bareLF, "7.1.1"),
      Row("CR in an extension", chunked("5;a\rb\r\nhello"), bareCR, "7.1.1"),
      Row("line end in a quoted extension", chunked("5;a=\"\r\n\"\r\nhello"), badExtension, "7.1.1"),
      Row(
        "64 KB of extension", chunked("5;a=\("b".times(65_536))\r\nhello\r\n0\r\n\r\n"),
        .rejected(400, "chunk_extensions_too_long"), "7.1.1"),
    ])

  /// Trailer fields that decide about framing or routing are dropped like all others.
  package static let trailers = Table(
    "9112 7.1.2, 9110 6.5 trailers",
    [
      "A: b", "A: b\r\nC: d", "Content-Length: 50", "Transfer-Encoding: chunked", "Host: b", "Authorization: Bearer b",
      "Content-Type: a/b", "Connection: close", "Expect: 100-continue",
    ].map {
      Row("trailer \($0)", chunked("5\r\nhello\r\n0\r\n\($0)\r\n\r\n"), hello, "7.1.2")
    },
    [
      Row("no colon", chunked("0\r\nA\r\n\r\n"), .rejected(400, "field_line"), "7.1.2"),
      Row("request line for a trailer", chunked("0\r\nGET / HTTP/1.1\r\n\r\n"), .rejected(400, "field_line"), "7.1.2"),
      Row("space before the colon", chunked("0\r\nA : b\r\n\r\n"), .rejected(400, "field_name"), "7.1.2"),
      Row("no name", chunked("0\r\n: b\r\n\r\n"), .rejected(400, "field_name"), "7.1.2"),
      Row("folded", chunked("0\r\nA: b\r\n c\r\n\r\n"), .rejected(400, "folded_field"), "7.1.2"),
      Row("space first", chunked("0\r\n A: b\r\n\r\n"), .rejected(400, "leading_whitespace"), "7.1.2"),
      Row("bare LF", chunked("0\r\nA: b\n\r\n"), bareLF, "7.1.2"),
      Row("LF at the end", chunked("0\r\n\n"), bareLF, "7.1.2"),
      Row("LF behind the last chunk", chunked("0\n\n"), bareLF, "7.1.2"),
      Row("CR at the end", chunked("0\r\n\rG"), bareCR, "7.1.2"),
      Row("NUL", chunked("0\r\nA: \0\r\n\r\n"), control, "7.1.2"),
    ])
}
