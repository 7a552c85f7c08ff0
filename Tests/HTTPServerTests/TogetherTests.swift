import HTTP
import Testing

@testable import HTTPServer

/// A loop that finds many requests at once sends their answers together: nobody's is lost for that, or comes out of order.
@Suite("Requests that come together")
struct TogetherTests {
  /// What a client sends at once, and what it reads.
  struct Visit: Sendable {
    let requests: String
    let answers: [String]
    var finishes = false
    /// Whether the server closes behind the last answer.
    var isLast = false
    var isGone = false
  }

  static let large = String(repeating: "0123456789abcdef", count: 20_000)

  static let visits = [
    Visit(requests: post("/echo", "one"), answers: ["one"]),
    Visit(requests: (1...40).map { post("/echo", "\($0)") }.joined(), answers: (1...40).map(String.init)),
    Visit(requests: post("/echo", "half closed"), answers: ["half closed"], finishes: true, isLast: true),
    Visit(requests: post("/echo", "last", "Connection: close\r\n"), answers: ["last"], isLast: true),
    Visit(
      requests: post("/echo", "small") + post("/echo", large) + post("/echo", "small"),
      answers: ["small", large, "small"]),
    Visit(requests: post("/echo", "a") + post("/later", "b") + post("/echo", "c"), answers: ["a", "b", "c"]),
    Visit(requests: post("/echo", "a") + get("/b", "Expect: other\r\n"), answers: ["a"]),
    Visit(requests: post("/echo", "nobody reads this"), answers: [], isGone: true),
  ]

  @Test("each is answered as if it came alone", arguments: Wire.allCases)
  func together(_ wire: Wire) throws {
    let server = try TestServer(wire) { $0.queues = 1 }
    let visits = Array(repeating: Self.visits, count: 4).flatMap { $0 }
    let clients = try visits.map { _ in try server.client() }
    let staller = try server.client()
    staller.send(get("/stall"))
    for (visit, client) in zip(visits, clients) {
      client.send(visit.requests)
      if visit.finishes { client.finishSending() }
      if visit.isGone { client.reset() }
    }
    #expect(staller.receive()?.text == "stalled")
    for (visit, client) in zip(visits, clients) where !visit.isGone {
      #expect(visit.answers.map { _ in client.receive()?.text } == visit.answers)
      if visit.isLast { #expect(client.isAtEnd()) }
    }
  }
}
