import Glibc
import HTTP
import Testing

@testable import HTTPServer

func get(_ path: String, _ fields: String = "") -> String {
  "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
}

func post(_ path: String, _ body: String, _ fields: String = "") -> String {
  "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}

@Suite("Requests and responses over a socket")
struct ServerTests {
  @Test("a connection is kept for the next request", arguments: Wire.allCases)
  func keepAlive(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    for body in ["one", "two", ""] {
      client.send(post("/echo", body))
      #expect(client.receive()?.text == body)
    }
    client.send(get("/a", "Connection: close\r\n"))
    let reply = try #require(client.receive())
    #expect(reply.status == 404 && reply.text == "GET /a")
    #expect(reply.field("connection") == "close")
    #expect(client.isAtEnd())
  }

  @Test(
    "pipelined requests are answered in order, whoever answers them", arguments: ["/echo", "/later"], Wire.allCases)
  func pipelining(_ path: String, _ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    let numbers = (0..<500).map(String.init)
    client.send(numbers.map { post(path, $0) }.joined())
    #expect(numbers.map { _ in client.receive()?.text } == numbers)
  }

  @Test("a request may come in pieces", arguments: Wire.allCases)
  func pieces(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    for byte in post("/echo", "hello").utf8 { client.send([byte]) }
    #expect(client.receive()?.text == "hello")
  }

  @Test("chunked bodies, and what follows them", arguments: Wire.allCases)
  func chunked(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.send(head + "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n" + get("/next"))
    #expect(client.receive()?.text == "hello")
    #expect(client.receive()?.text == "GET /next")
  }

  @Test("large bodies both ways", arguments: ["/echo", "/later"], Wire.allCases)
  func largeBody(_ path: String, _ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    let body = String(repeating: "0123456789abcdef", count: 300_000)
    for _ in 0..<2 {
      client.send(post(path, body))
      #expect(client.receive()?.text == body)
    }
  }

  @Test("a client that waits for 100 is told to go on; one that does not, is not", arguments: Wire.allCases)
  func expectContinue(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    client.send(head)
    #expect(client.receive()?.status == 100)
    client.send("hello")
    #expect(client.receive()?.text == "hello")
    client.send(head + "again")
    #expect(client.receive()?.text == "again")
  }

  @Test("HEAD gets the length of a body and no body", arguments: Wire.allCases)
  func head(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send("HEAD /size/9 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"))
    let reply = try #require(client.receive(toHead: true))
    #expect(reply.status == 200 && reply.field("content-length") == "9")
    #expect(client.receive()?.text == "GET /next")
  }

  @Test("a client that shuts its side is still answered", arguments: Wire.allCases)
  func halfClosed(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send(post("/echo", "last"))
    client.finishSending()
    #expect(client.receive()?.text == "last")
    #expect(client.isAtEnd())
  }

  @Test(
    "a request that ends too early is refused, a connection that ends between requests is not", arguments: Wire.allCases
  )
  func cut(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send("GET / HT")
    client.finishSending()
    #expect(client.receive()?.status == 400)
    let idle = try server.client()
    idle.finishSending()
    #expect(idle.isAtEnd())
  }

  @Test("several hundred connections at once")
  func manyConnections() throws {
    let server = try TestServer()
    let clients = try (0..<500).map { _ in try server.client() }
    for (number, client) in clients.enumerated() { client.send(post("/echo", String(number))) }
    for (number, client) in clients.enumerated() { #expect(client.receive()?.text == String(number)) }
    #expect(server.server.statistics.open == 500)
    #expect(server.server.statistics.accepted == 500)
  }

  @Test("IPv6")
  func version6() throws {
    let server = try TestServer { $0.host = "::1" }
    #expect(server.port != 0)
  }

  @Test("an address in use, a foreign one and an unknown name are errors of their own")
  func cannotListen() throws {
    let server = try TestServer()
    #expect(throws: ServerError.cannotBind(host: "127.0.0.1", port: server.port, reason: "Address already in use")) {
      try TestServer { $0.port = server.port }
    }
    #expect(throws: ServerError.cannotBind(host: "192.0.2.1", port: 0, reason: "Cannot assign requested address")) {
      try TestServer { $0.host = "192.0.2.1" }
    }
    #expect { try TestServer { $0.host = "no.such.name.invalid" } } throws: { error in
      if case .unknownHost("no.such.name.invalid", _)? = error as? ServerError { true } else { false }
    }
  }
}
