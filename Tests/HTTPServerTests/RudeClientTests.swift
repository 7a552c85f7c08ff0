import Dispatch
import Glibc
import HTTP
import Testing

@testable import HTTPServer

@Suite("Clients that are slow, rude or gone")
struct RudeClientTests {
  @Test("a refusal can be read, though the client goes on sending", arguments: Wire.allCases)
  func lingering(_ wire: Wire) throws {
    let server = try TestServer(wire) { $0.limits.body = 1000 }
    let client = try server.client()
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
    for _ in 0..<40 { #expect(client.send([UInt8](repeating: 65, count: 100_000))) }
    #expect(client.receive()?.status == 413)
    client.finishSending()
    #expect(client.isAtEnd())
  }

  @Test(
    "refusals name their section and close",
    arguments: [
      ("GET / HTTP/1.1\r\nHost: a\r\nA: " + String(repeating: "b", count: 100_000), 431, "head_too_large"),
      ("GET /" + String(repeating: "b", count: 20_000), 414, "request_line_too_long"),
      ("GET / HTTP/1.1\r\n\r\n", 400, "missing_host"),
      ("\u{16}\u{3}\u{1}", 400, "control_character"),
    ], Wire.allCases)
  func refusals(_ expected: (text: String, status: Int, reason: String), _ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send(expected.text)
    let reply = try #require(client.receive())
    #expect(reply.status == expected.status)
    #expect(reply.field("content-type") == "application/problem+json")
    #expect(reply.field("connection") == "close")
    #expect(reply.text.contains("RFC") && reply.text.contains(expected.reason))
    client.finishSending()
    #expect(client.isAtEnd())
    #expect(server.server.statistics.rejections == [expected.reason: 1])
  }

  @Test("a head that does not come to its end is given up", arguments: Wire.allCases)
  func slowHead(_ wire: Wire) throws {
    let server = try TestServer(wire) { $0.timeouts.head = .milliseconds(500) }
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\n")
    #expect(client.receive()?.status == 408)
  }

  @Test("so is a body that comes too slowly, and one that takes too long")
  func slowBody() throws {
    let server = try TestServer { $0.timeouts.rateGrace = .milliseconds(10) }
    let client = try server.client()
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na")
    #expect(client.receive()?.status == 408)
    let strict = try TestServer { $0.timeouts.body = .milliseconds(10) }
    let other = try strict.client()
    other.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "a", count: 90000))
    #expect(other.receive()?.status == 408)
  }

  @Test("an idle connection is closed without a word")
  func idle() throws {
    let server = try TestServer { $0.timeouts.idle = .milliseconds(10) }
    let client = try server.client()
    #expect(client.isAtEnd())
  }

  @Test("a client that never reads is cut", arguments: Wire.allCases)
  func neverReads(_ wire: Wire) throws {
    let server = try TestServer(wire) { $0.timeouts.write = .milliseconds(100) }
    let client = try server.client(receiveBuffer: 4096)
    let requests = String(repeating: get("/size/1000000"), count: 100)
    while client.send(requests) {}
    #expect(!client.send(requests))
  }

  @Test("work is cancelled when its client goes away", arguments: [false, true], Wire.allCases)
  func cancellation(_ resets: Bool, _ wire: Wire) throws {
    let server = try TestServer(wire)
    do {
      let client = try server.client()
      client.send(get("/held"))
      #expect(server.handler.heldArrived.wait(timeout: .now() + 30) == .success)
      if resets { client.reset() }
    }
    #expect(server.handler.cancelled.wait(timeout: .now() + 30) == .success)
    server.handler.release()
    let next = try server.client()
    next.send(post("/echo", "next"))
    #expect(next.receive()?.text == "next")
  }

  @Test("a client that has shut its side while its request is at work is answered", arguments: Wire.allCases)
  func waiting(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send(get("/held"))
    #expect(server.handler.heldArrived.wait(timeout: .now() + 30) == .success)
    client.finishSending()
    // Long enough for the server to look several times whether the client is gone.
    #expect(server.handler.cancelled.wait(timeout: .now() + 0.5) == .timedOut)
    server.handler.release()
    let reply = try #require(client.receive())
    #expect(reply.head.hasPrefix("HTTP/1.1 200 OK\r\n") && reply.text == "held")
    #expect(client.isAtEnd())
  }

  @Test("a handler that forgets a request costs a 500")
  func lost() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(get("/lost") + get("/next"))
    #expect(client.receive()?.status == 500)
    #expect(client.receive()?.text == "GET /next")
  }

  @Test("bodies have a budget together, and give back what they took")
  func bodyBudget() throws {
    let server = try TestServer {
      $0.bodyMemory = 3_000_000
      $0.limits.body = 2_000_000
    }
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    let half = [UInt8](repeating: 65, count: 500_000)
    let clients = try (0..<4).map { _ in try server.client() }
    for client in clients { client.send(Array(head.utf8) + half) }
    for client in clients { client.send(half) }
    let statuses = clients.map { $0.receive()?.status }
    #expect(statuses.contains(200))
    #expect(statuses.allSatisfy { $0 == 200 || $0 == 503 })
    #expect(server.server.statistics.bodyBytes == 0)
    for client in clients {
      client.send(Array(head.utf8) + half + half)
      #expect(client.receive()?.status == 200)
    }
  }

  @Test("a body that the handler does not want is dropped as it comes", arguments: Wire.allCases)
  func unwantedBody(_ wire: Wire) throws {
    let server = try TestServer(wire)
    let client = try server.client()
    client.send("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    client.send([UInt8](repeating: 65, count: 999_999))
    #expect(server.server.statistics.bodyBytes == 0)
    client.send("A" + post("/echo", "next") + post("/refused", "small") + get("/refused"))
    let refused = try #require(client.receive())
    #expect(refused.status == 503 && refused.text == "refused" && refused.field("connection") == nil)
    #expect(client.receive()?.text == "next")
    #expect(client.receive()?.status == 503)
    #expect(client.receive()?.status == 404)
  }

  @Test("a body that finds no room is read to its end: its client may try again on the same connection")
  func refusedBody() throws {
    let server = try TestServer {
      $0.bodyMemory = 3_000_000
      $0.limits.body = 2_000_000
    }
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"
    let body = [UInt8](repeating: 65, count: 2_000_000)
    let (holder, other) = (try server.client(), try server.client())
    holder.send(Array(head.utf8) + body.dropLast())
    while server.server.statistics.bodyBytes < 1_999_999 { usleep(1000) }
    other.send(Array(head.utf8) + body)
    let refused = try #require(other.receive())
    #expect(refused.status == 503 && refused.field("retry-after") == "1" && refused.text.contains("body_memory"))
    #expect(refused.field("connection") == nil)
    holder.send([65])
    #expect(holder.receive()?.status == 200)
    other.send(Array(head.utf8) + body)
    #expect(other.receive()?.body == body)
  }

  @Test("answers that clients do not take have a budget together", arguments: Wire.allCases)
  func responseBudget(_ wire: Wire) throws {
    let server = try TestServer(wire) { $0.responseMemory = 1_000_000 }
    let (holder, other) = (try server.client(receiveBuffer: 4096), try server.client())
    holder.send(get("/size/20000000"))
    while server.server.statistics.responseBytes == 0 { usleep(1000) }
    other.send(get("/size/100000") + get("/size/1000"))
    let refused = try #require(other.receive())
    #expect(refused.status == 503 && refused.field("retry-after") == "1" && refused.text.contains("response_memory"))
    #expect(other.receive()?.body.count == 1000)
    #expect(holder.receive()?.body.count == 20_000_000)
    while server.server.statistics.responseBytes > 0 { usleep(1000) }
    other.send(get("/size/100000"))
    #expect(other.receive()?.body.count == 100_000)
  }

  @Test("what a client that is gone did not take is given back")
  func responseOfAClientThatIsGone() throws {
    let server = try TestServer()
    do {
      let client = try server.client(receiveBuffer: 4096)
      client.send(get("/size/20000000"))
      while server.server.statistics.responseBytes == 0 { usleep(1000) }
    }
    while server.server.statistics.responseBytes > 0 { usleep(1000) }
    #expect(server.server.statistics.responseBytes == 0)
  }

  @Test("a hundred clients that are slow in every phase hold nobody up", arguments: Wire.allCases)
  func slowClients(_ wire: Wire) throws {
    let server = try TestServer(wire) {
      $0.timeouts.head = .seconds(600)
      $0.timeouts.write = .seconds(600)
      $0.timeouts.rate = 0
    }
    let beginnings = [
      "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{",
      get("/size/400000"),
    ]
    var clients = wire == .plain ? [] : try (0..<100).map { _ in try Client(port: server.port) }
    for client in clients { client.send("\u{16}\u{3}\u{1}") }
    for beginning in beginnings {
      let slow = try (0..<100).map { _ in try server.client(receiveBuffer: 4096) }
      for client in slow { client.send(beginning) }
      clients += slow
      let beside = try server.client()
      beside.send(post("/echo", "beside") + get("/size/100000"))
      #expect(beside.receive()?.text == "beside")
      #expect(beside.receive()?.body.count == 100_000)
    }
    #expect(server.server.statistics.open >= clients.count)
  }

  @Test("beyond the cap, clients wait until one has gone")
  func cap() throws {
    let server = try TestServer { $0.connections = 2 }
    var clients = try (0..<2).map { _ in try server.client() }
    for client in clients {
      client.send(get("/a"))
      #expect(client.receive()?.status == 404)
    }
    let waiting = try server.client()
    waiting.send(get("/b"))
    #expect(server.server.statistics.open == 2)
    clients.removeAll()
    #expect(waiting.receive()?.status == 404)
  }
}

@Suite("Draining")
struct DrainTests {
  @Test("requests under way are answered, idle connections close, no new ones are taken")
  func drain() throws {
    let server = try TestServer()
    let (busy, idle) = (try server.client(), try server.client())
    idle.send(post("/echo", "x"))
    #expect(idle.receive()?.text == "x")
    busy.send(get("/held"))
    #expect(server.handler.heldArrived.wait(timeout: .now() + 30) == .success)
    let drained = DispatchSemaphore(value: 0)
    server.server.drain(grace: .zero) { outcome in
      #expect(outcome == .finished)
      drained.signal()
    }
    #expect(idle.isAtEnd())
    #expect(throws: Client.Failure.self) { try server.client() }
    server.handler.release()
    let reply = try #require(busy.receive())
    #expect(reply.text == "held" && reply.field("connection") == "close")
    #expect(busy.isAtEnd())
    busy.finishSending()
    #expect(drained.wait(timeout: .now() + 30) == .success)
  }

  @Test("what does not end in time is cut")
  func deadline() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(get("/held"))
    #expect(server.handler.heldArrived.wait(timeout: .now() + 30) == .success)
    let drained = DispatchSemaphore(value: 0)
    server.server.drain(grace: .zero, deadline: .zero) { outcome in
      #expect(outcome == .timedOut(open: 1))
      drained.signal()
    }
    #expect(drained.wait(timeout: .now() + 30) == .success)
    #expect(client.isAtEnd())
  }
}
