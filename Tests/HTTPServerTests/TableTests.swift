import Glibc
import HTTP
import HTTPCases
import Testing

@testable import HTTPServer

@Suite("Requests by the sections of RFC 9112, over sockets")
struct SocketTableTests {
  /// Larger rows come byte by byte in the engine's own tests only.
  private static let largestInBytes = 1000

  @Test("each row whole, byte by byte, and with another request behind it", arguments: Table.all, Wire.allCases)
  func table(_ table: Table, _ wire: Wire) throws {
    let server = try TestServer(wire, answering: Mirror()) { $0.limits = table.limits }
    for row in table.rows {
      try check(row, sent: [row.bytes], to: server)
      if row.bytes.count <= Self.largestInBytes { try check(row, sent: row.bytes.map { [$0] }, to: server) }
      if row.expected != .incomplete { try check(row, sent: [row.bytes + tail], hasTail: true, to: server) }
    }
  }

  private let tail = Array(request("GET /tail HTTP/1.1").utf8)

  private func check(_ row: Row, sent pieces: [[UInt8]], hasTail: Bool = false, to server: TestServer) throws {
    let client = try server.client()
    for piece in pieces { client.send(piece) }
    switch row.expected {
    case .accepted(let summary):
      try expectAnswer(summary, from: client, "\(row)")
      if summary.persists {
        if !hasTail { client.send(tail) }
        try expectAnswer(Row.Summary(path: "/tail"), from: client, "\(row), the tail")
      } else {
        #expect(client.isAtEnd(), "\(row)")
      }
    case .rejected(let status, let reason):
      try expectRefusal(status, reason, from: client, isHead: row.bytes.starts(with: "HEAD ".utf8), "\(row)")
    case .incomplete:
      client.finishSending()
      try expectRefusal(400, "incomplete", from: client, "\(row)")
    }
  }

  private func expectAnswer(_ summary: Row.Summary, from client: Client, _ row: String) throws {
    let isHead = summary.method == "HEAD"
    let reply = try #require(client.receive(toHead: isHead), "\(row)")
    #expect(reply.status == 200, "\(row): \(reply.head)")
    if !isHead { #expect(reply.text == Mirror.text(of: summary), "\(row)") }
    #expect((reply.field("connection") == "close") == !summary.persists, "\(row)")
    #expect(reply.field("date") != nil, "\(row)")
  }

  /// A refusal is one response that names the section of an RFC and ends the connection.
  private func expectRefusal(
    _ status: Int, _ reason: String, from client: Client, isHead: Bool = false, _ row: String
  ) throws {
    let reply = try #require(client.receive(toHead: isHead), "\(row)")
    #expect(reply.status == status, "\(row): \(reply.text)")
    let namesReason = reply.text.contains("\"reason\":\"\(reason)\"") && reply.text.contains("RFC ")
    #expect(isHead || namesReason, "\(row): \(reply.text)")
    #expect(reply.field("content-type") == "application/problem+json", "\(row)")
    #expect(reply.field("connection") == "close" && reply.field("date") != nil, "\(row)")
    client.finishSending()
    #expect(client.isAtEnd(), "\(row)")
  }
}

/// Answers every request with what it was.
private struct Mirror: Handler {
  func handle(_ request: consuming Request, _ exchange: any Exchange) {
    let summary = Row.Summary(
      method: request.method.rawValue, path: request.target.rawPath, query: request.target.query,
      body: String(decoding: request.body, as: UTF8.self))
    exchange.respond(Response(.ok, text: Mirror.text(of: summary)))
  }

  static func text(of summary: Row.Summary) -> String {
    "\(summary.method)\n\(summary.path)\n\(summary.query ?? "no query")\n\(summary.body)"
  }
}
