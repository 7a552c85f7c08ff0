import Foundation
import Testing

@Suite("Starting, serving and stopping")
struct ServerLifeTests {
  @Test func `the environment gives the port and the flag wins`() throws {
    let server = try ServerProcess(
      arguments: ["serve", "--port", "0"], environment: ["PORT": "1"])
    #expect(try server.client.get("/healthz").status == 200)
    #expect(server.stop() == 0)
    let other = try ServerProcess(arguments: [], environment: ["PORT": "0"])
    #expect(try other.client.get("/readyz").status == 200)
    #expect(other.stop() == 0)
  }

  @Test func `one line says where it listens`() throws {
    let server = try ServerProcess()
    #expect(server.logged.split(separator: "\n").count == 1)
    #expect(server.logged.contains("127.0.0.1:\(server.port)"))
  }

  @Test func `without descriptors clients are turned away, and served again when there are some`() throws {
    let server = try ServerProcess(arguments: ["serve", "--port", "0"], openFiles: 40)
    let clients = try (0..<100).map { _ in try Connection(port: server.port) }
    for client in clients.suffix(10) { #expect(throws: ClientError.self) { try client.answer() } }
    try #require(clients.first).send(Array("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    #expect(try clients.first?.answer().status == 200)
    for client in clients { client.finish() }
    while (try? server.client.get("/healthz").status) != 200 { usleep(10_000) }
    let dropped = try server.client.get("/metrics").text.firstMatch(of: /pushforward_connections_dropped_total (\d+)/)
    #expect(dropped.flatMap { Int($0.1) } ?? 0 > 0)
    #expect(server.stop() == 0)
  }

  @Test func `a connection serves many requests, pipelined too`() throws {
    try ServerProcess.serving { server in
      let connection = try Connection(port: server.port)
      let body = #"{"jsonrpc":"2.0","id":1,"method":"evaluate","params":{"expression":"x*x","inputs":{"x":3}}}"#
      let request = Array("POST /rpc HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
      try connection.send(request + request + request)
      for _ in 0..<3 {
        #expect(try connection.answer().text == #"{"jsonrpc":"2.0","id":1,"result":{"value":9.0}}"#)
      }
      try connection.send(request)
      #expect(try connection.answer().status == 200)
    }
  }

  @Test func `a chunked body is read after 100 Continue`() throws {
    try ServerProcess.serving { server in
      let connection = try Connection(port: server.port)
      let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
      try connection.send(Array(head.utf8))
      #expect(try connection.answer().status == 100)
      let body = #"{"jsonrpc":"2.0","id":"i","method":"gradient","params":{"expression":"x**3","primals":{"x":2}}}"#
      for part in [body.prefix(10), body.dropFirst(10)] {
        try connection.send(Array("\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n".utf8))
      }
      try connection.send(Array("0\r\n\r\n".utf8))
      #expect(
        try connection.answer().text
          == #"{"jsonrpc":"2.0","id":"i","result":{"value":8.0,"gradient":{"x":12.0}}}"#)
    }
  }

  @Test func `unknown routes and wrong methods are refused`() throws {
    try ServerProcess.serving { server in
      #expect(try server.client.get("/nowhere").status == 404)
      let wrong = try server.client.get("/rpc")
      #expect(wrong.status == 405)
      #expect(wrong.fields["allow"]?.contains("POST") == true)
    }
  }

  @Test func `the same request gives the same bytes`() throws {
    try ServerProcess.serving { server in
      let body = #"{"expression":"sum(tanh(x) ** 2)","primals":{"x":[0.1,0.2,0.3]}}"#
      let first = try server.client.post("/v1/gradient", body)
      #expect(first.status == 200)
      for _ in 0..<5 { #expect(try server.client.post("/v1/gradient", body).body == first.body) }
    }
  }

  @Test func `300 connections at once are all answered`() throws {
    try ServerProcess.serving { server in
      let connections = try (0..<300).map { _ in try Connection(port: server.port) }
      let body = #"{"expression":"x * 2","inputs":{"x":4}}"#
      let request = "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      for connection in connections { try connection.send(Array(request.utf8)) }
      let answers = try connections.map { try $0.answer().text }
      #expect(Set(answers) == [#"{"value":8.0}"#])
    }
  }
}
