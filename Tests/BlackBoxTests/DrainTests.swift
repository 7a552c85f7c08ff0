import Foundation
import Testing

@Suite("The end of the process")
struct DrainTests {
  private static let body = #"{"expression":"x * 2","inputs":{"x":4}}"#

  /// A server that waits for the body of a request.
  private func serving(_ options: String...) throws -> (ServerProcess, Connection) {
    let server = try ServerProcess(arguments: ["serve", "--port", "0"] + options)
    let connection = try Connection(port: server.port)
    let head = "POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.body.utf8.count)\r\n\r\n"
    try connection.send(Array(head.utf8))
    while try !server.client.get("/metrics").text.contains(#"pushforward_connections{state="body"} 1"#) {
      usleep(20_000)
    }
    return (server, connection)
  }

  @Test func `requests under way finish, and clients are sent elsewhere`() throws {
    let (server, connection) = try serving("--drain-grace", "60", "--drain-timeout", "60")
    server.terminate()
    while try server.client.get("/readyz").status == 200 { usleep(20_000) }
    #expect(try server.client.get("/healthz").status == 200)
    try connection.send(Array(Self.body.utf8))
    let answer = try connection.answer()
    #expect(answer.text == #"{"value":8.0}"#)
    #expect(answer.fields["connection"] == "close")
    server.terminate()
    #expect(server.wait() == 128 + SIGTERM)
  }

  @Test func `requests that do not finish are cut`() throws {
    let (server, connection) = try serving("--drain-grace", "0", "--drain-timeout", "0.5")
    #expect(server.stop() == 75)
    _ = connection
  }

  @Test func `a server without requests ends well, on SIGINT too`() throws {
    let server = try ServerProcess(arguments: ["serve", "--port", "0", "--drain-grace", "0"])
    server.interrupt()
    #expect(server.wait() == 0)
  }
}
