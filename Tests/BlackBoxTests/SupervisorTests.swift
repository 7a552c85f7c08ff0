import Foundation
import Testing

/// `--processes`: a parent that holds the socket, and workers that it replaces.
@Suite("Worker processes under a supervisor")
struct SupervisorTests {
  private static let body = #"{"expression":"x * 2","inputs":{"x":4}}"#
  private static let head =
    "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"

  private func serving(_ options: String..., environment: [String: String] = [:]) throws -> ServerProcess {
    try ServerProcess(
      arguments: ["serve", "--port", "0", "--processes", "2", "--body-rate", "0"] + options, environment: environment)
  }

  /// Connections that are made at once, each with the moment at which its worker was started, which no two share.
  private func connections(_ count: Int, _ server: ServerProcess) throws -> [(connection: Connection, worker: String)] {
    let connections = try (0..<count).map { _ in try Connection(port: server.port) }
    for connection in connections { try connection.send(Array("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".utf8)) }
    return try connections.map { connection in
      let start = try connection.answer().text.firstMatch(of: /\nprocess_start_time_seconds (\S+)/)
      return (connection, String(try #require(start).1))
    }
  }

  /// Connections to both workers, as soon as both take some.
  private func connectionsToBoth(_ server: ServerProcess) throws -> [(connection: Connection, worker: String)] {
    for _ in 0..<3000 {
      let made = try connections(20, server)
      if Set(made.map(\.worker)).count == 2 { return made }
      usleep(20_000)
    }
    throw ClientError("one worker takes all connections")
  }

  /// Begins a request, whose worker waits for its body.
  private func begin(_ connection: Connection) throws {
    try connection.send(Array(Self.head.utf8))
    #expect(try connection.answer().status == 100)
  }

  /// The answer to the request that was begun.
  private func answer(_ connection: Connection) throws -> String {
    try connection.send(Array(Self.body.utf8))
    return try connection.answer().text
  }

  private static let result = #"{"value":8.0}"#

  @Test func `a worker that crashes takes no other's request with it, and another takes its place`() throws {
    // Without its backtrace, after which the process would go on: the signal is not the processor's.
    let server = try serving(environment: ["SWIFT_BACKTRACE": "enable=no"])
    let connections = try connectionsToBoth(server)
    for each in connections { try begin(each.connection) }
    #expect(server.workers.count == 2)
    kill(try #require(server.workers.first), SIGSEGV)
    let answered = connections.map { (try? answer($0.connection)) == Self.result }
    let (survivors, dead) = (zip(connections, answered).filter(\.1), zip(connections, answered).filter { !$0.1 })
    #expect(Set(survivors.map(\.0.worker)).count == 1)
    #expect(Set(dead.map(\.0.worker)).count == 1)
    for _ in 0..<20 { #expect(try server.client.post("/v1/evaluate", Self.body).text == Self.result) }
    while server.workers.count < 3 { usleep(10_000) }
    #expect(server.logged.contains("worker 1 ended with signal 11"))
    let former = Set(connections.map(\.worker))
    while try self.connections(20, server).allSatisfy({ former.contains($0.worker) }) {}
    #expect(server.stop() == 0)
  }

  @Test func `requests under way finish, in whatever worker they are`() throws {
    let server = try serving("--drain-grace", "0")
    let connections = try connections(20, server).map(\.connection)
    for connection in connections { try begin(connection) }
    server.terminate()
    while !server.logged.contains("draining") { usleep(10_000) }
    for connection in connections { #expect(try answer(connection) == Self.result) }
    #expect(server.wait() == 0)
    #expect(throws: ClientError.self) { try Connection(port: server.port) }
  }

  @Test func `requests that do not finish are cut`() throws {
    let server = try serving("--drain-grace", "0", "--drain-timeout", "0.5")
    let connection = try Connection(port: server.port)
    try begin(connection)
    #expect(server.stop() == 75)
  }

  @Test func `a second signal ends all at once`() throws {
    let server = try serving("--drain-grace", "60", "--drain-timeout", "60")
    _ = try connectionsToBoth(server)
    server.terminate()
    while server.logged.matches(of: /draining/).count < 2 { usleep(10_000) }
    server.terminate()
    #expect(server.wait() == 128 + SIGTERM)
  }

  @Test func `SIGHUP reaches every worker`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("0123456789abcdef\n".utf8).write(to: file)
    let server = try serving("--auth-tokens-file", file.path)
    #expect(try server.client.post("/v1/evaluate", Self.body).status == 401)
    while server.workers.count < 2 { usleep(10_000) }
    server.hangUp()
    while server.logged.matches(of: /tokens reloaded/).count < 2 { usleep(10_000) }
    #expect(server.stop() == 0)
  }

  @Test func `workers do not outlive their supervisor`() throws {
    let server = try serving("--drain-grace", "0", "--drain-timeout", "300")
    let connection = try Connection(port: server.port)
    try begin(connection)
    server.killAtOnce()
    while (try? Connection(port: server.port)) != nil { usleep(10_000) }
    #expect(try answer(connection) == Self.result)
  }
}
