import HTTP
import Testing

@testable import HTTPServer

@Suite("RFC 9110 section 8.4: content codings")
struct ContentCodingTests {
  /// `hello hello hello hello`, made with Python's gzip and zlib.
  static let gzip: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 87, 200, 64, 39, 1, 227, 81, 61, 141, 23, 0, 0, 0,
  ]
  static let zlib: [UInt8] = [120, 156, 203, 72, 205, 201, 201, 87, 200, 64, 39, 1, 104, 3, 8, 177]
  static let bare: [UInt8] = [203, 72, 205, 201, 201, 87, 200, 64, 39, 1]
  static let hello = "hello hello hello hello"
  private static let unknown = "content_coding_unknown"

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var coding: String
    var body: [UInt8]
    var status: Int
    var text: String
  }

  static let rows = [
    Row(testDescription: "gzip", coding: "gzip", body: gzip, status: 200, text: hello),
    Row(testDescription: "old name", coding: "X-GZIP", body: gzip, status: 200, text: hello),
    Row(testDescription: "two members", coding: "gzip", body: gzip + gzip, status: 200, text: hello + hello),
    Row(testDescription: "zlib", coding: "deflate", body: zlib, status: 200, text: hello),
    Row(testDescription: "bare deflate", coding: "deflate", body: bare, status: 200, text: hello),
    Row(testDescription: "identity", coding: "identity", body: Array(hello.utf8), status: 200, text: hello),
    Row(testDescription: "no coding", coding: "", body: Array(hello.utf8), status: 200, text: hello),
    Row(testDescription: "beside identity", coding: "identity, gzip", body: gzip, status: 200, text: hello),
    Row(testDescription: "empty elements", coding: " , Deflate ,", body: zlib, status: 200, text: hello),
    Row(testDescription: "two lines", coding: "gzip\r\nContent-Encoding: gzip", body: gzip, status: 415, text: unknown),
    Row(testDescription: "stacked", coding: "deflate, gzip", body: gzip, status: 415, text: unknown),
    Row(testDescription: "parameter", coding: "gzip;q=1", body: gzip, status: 415, text: unknown),
    Row(
      testDescription: "head alone", coding: "gzip", body: Array(gzip.prefix(10)), status: 400, text: "content_coding"),
    Row(testDescription: "first byte alone", coding: "gzip", body: [31], status: 400, text: "content_coding"),
    Row(
      testDescription: "wrong length", coding: "gzip", body: gzip.dropLast() + [1], status: 400, text: "content_coding"),
    Row(
      testDescription: "bit flipped", coding: "gzip", body: gzip.prefix(12) + [0xFF] + gzip.dropFirst(13), status: 400,
      text: "content_coding"),
    Row(
      testDescription: "half a second member", coding: "gzip", body: gzip + gzip.prefix(15), status: 400,
      text: "content_coding"),
    Row(testDescription: "zlib cut", coding: "deflate", body: zlib.dropLast(), status: 400, text: "content_coding"),
    Row(
      testDescription: "bare deflate cut", coding: "deflate", body: bare.dropLast(2), status: 400,
      text: "content_coding"),
    Row(
      testDescription: "behind bare deflate", coding: "deflate", body: bare + [0], status: 400, text: "content_coding"),
    Row(testDescription: "gzip as deflate", coding: "deflate", body: gzip, status: 400, text: "content_coding"),
    Row(testDescription: "empty body", coding: "gzip", body: [], status: 200, text: ""),
    Row(testDescription: "cut", coding: "gzip", body: gzip.dropLast(), status: 400, text: "content_coding"),
    Row(
      testDescription: "wrong sum", coding: "gzip", body: gzip.dropLast(5) + [0] + gzip.suffix(4), status: 400,
      text: "content_coding"),
    Row(
      testDescription: "rubbish behind", coding: "gzip", body: gzip + [1, 2, 3], status: 400, text: "content_coding"),
    Row(testDescription: "behind zlib", coding: "deflate", body: zlib + zlib, status: 400, text: "content_coding"),
    Row(testDescription: "no gzip", coding: "gzip", body: Array(hello.utf8), status: 400, text: "content_coding"),
    Row(testDescription: "other coding", coding: "br", body: gzip, status: 415, text: "content_coding_unknown"),
    Row(testDescription: "two codings", coding: "gzip, gzip", body: gzip, status: 415, text: "content_coding_unknown"),
  ]

  @Test("request bodies", arguments: rows)
  func request(_ row: Row) throws {
    let server = try TestServer()
    let client = try server.client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(row.coding)\r\n"
    client.send(Array((head + "Content-Length: \(row.body.count)\r\n\r\n").utf8) + row.body)
    let reply = try #require(client.receive())
    #expect(reply.status == row.status)
    #expect(row.status == 200 ? reply.text == row.text : reply.text.contains("\"\(row.text)\""))
    #expect(reply.field("accept-encoding") == (row.status == 415 ? "gzip, deflate" : nil))
  }

  @Test(
    "a coded body may come byte by byte, and chunked",
    arguments: [("gzip", gzip), ("deflate", zlib), ("deflate", bare)])
  func pieces(_ coding: String, _ body: [UInt8]) throws {
    let server = try TestServer()
    let client = try server.client()
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\nTransfer-Encoding: chunked\r\n\r\n")
    for byte in body { client.send(Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8)) }
    client.send("0\r\n\r\n")
    #expect(client.receive()?.text == Self.hello)
  }

  @Test("a small body that decodes to a large one is refused")
  func bomb() throws {
    let server = try TestServer { $0.limits.body = 1_000_000 }
    let bomb = try #require(Deflater.encode([UInt8](repeating: 0, count: 1_000_001), .gzip))
    let client = try server.client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
    client.send(Array(head.utf8) + bomb)
    let reply = try #require(client.receive())
    #expect(reply.status == 413 && reply.text.contains("decoded_body_too_large"))
  }

  @Test(
    "responses are coded as the client prefers",
    arguments: [
      (nil, nil), ("", nil), ("gzip", "gzip"), ("GZip", "gzip"), ("x-gzip", "gzip"), ("deflate", "deflate"),
      ("deflate, gzip", "gzip"), ("deflate;q=1, gzip;q=0.5", "deflate"), ("gzip;q=0", nil), ("*", "gzip"),
      ("*;q=0, identity", nil), ("gzip;q=0, *", "deflate"), ("identity;q=0, gzip", "gzip"),
      ("*;q=0, deflate;q=0.1", "deflate"), ("identity, gzip;q=0.5", nil), ("identity;q=0.5, gzip;q=0.5", "gzip"),
      ("br", nil), ("gzip;q=2", nil), ("gzip;q=0.0001", nil), ("gzip; Q=0.001", "gzip"), (" , gzip ,", "gzip"),
    ] as [(String?, String?)])
  func response(_ accepted: String?, _ coding: String?) throws {
    let server = try TestServer()
    let client = try server.client()
    let body = String(repeating: "0.25, ", count: 1000)
    client.send(post("/echo", body, accepted.map { "Accept-Encoding: \($0)\r\n" } ?? ""))
    let reply = try #require(client.receive())
    #expect(reply.field("content-encoding") == coding)
    #expect(reply.field("vary") == "Accept-Encoding")
    #expect(try decoded(reply) == body)
  }

  @Test("small bodies and those of no text are sent as they are")
  func plain() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(post("/echo", "small", "Accept-Encoding: gzip\r\n") + get("/size/5000", "Accept-Encoding: gzip\r\n"))
    for _ in 0..<2 {
      let reply = try #require(client.receive())
      #expect(reply.field("content-encoding") == nil && reply.field("vary") == nil)
    }
  }

  @Test("a client that refuses bodies without a coding gets small ones coded too")
  func onlyCoded() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(post("/echo", "small", "Accept-Encoding: identity;q=0, deflate\r\n"))
    let reply = try #require(client.receive())
    #expect(reply.field("content-encoding") == "deflate" && reply.field("vary") == "Accept-Encoding")
    #expect(try decoded(reply) == "small")
  }

  @Test(
    "a client that refuses every coding gets nothing else",
    arguments: ["identity;q=0", "*;q=0", "identity;q=0, gzip;q=0, br", "br, *;q=0"])
  func nothingAccepted(_ accepted: String) throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(
      post("/echo", "small", "Accept-Encoding: \(accepted)\r\n") + get("/next", "Accept-Encoding: \(accepted)\r\n"))
    let reply = try #require(client.receive())
    #expect(reply.status == 406 && reply.text.contains("RFC 9110, section 12.5.3"))
    #expect(client.receive()?.text == "GET /next")
  }

  private func decoded(_ reply: Client.Reply) throws -> String {
    guard let coding = reply.field("content-encoding").flatMap(ContentCoding.init) else { return reply.text }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
    defer { scratch.deallocate() }
    var bytes: [UInt8] = []
    let inflater = Inflater(coding)
    try reply.body.withUnsafeBytes { try inflater.decode($0, through: scratch) { bytes += $0 } }
    try inflater.finish()
    return String(decoding: bytes, as: UTF8.self)
  }
}
