import Foundation
import Testing

/// What the binary says and how it ends when it does not serve.
@Suite("The command line")
struct CommandLineTests {
  private func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Command {
    try Command(ServerProcess.binary, arguments, environment)
  }

  struct Row: CustomTestStringConvertible {
    var arguments: [String]
    var environment: [String: String] = [:]
    var status: Int32
    var says: String
    var testDescription: String { "\(environment) \(arguments.joined(separator: " "))" }
  }

  @Test(arguments: [
    Row(arguments: ["--version"], status: 0, says: "0.1.0"),
    Row(arguments: ["--help"], status: 0, says: "healthcheck"),
    Row(arguments: ["serve", "--help"], status: 0, says: "--tls-client-ca"),
    Row(arguments: ["serve", "--prot", "1"], status: 64, says: "--prot"),
    Row(arguments: ["--workers", "0"], status: 64, says: "--workers must be at least 1"),
    Row(arguments: ["--deadline", "-1"], status: 64, says: "--deadline"),
    Row(arguments: ["--body-limit", "64X"], status: 64, says: "64X"),
    Row(arguments: ["--log-level", "loud"], status: 64, says: "trace, debug"),
    Row(arguments: ["--tls-key", "key.pem"], status: 64, says: "--tls-certificate"),
    Row(arguments: ["fly"], status: 64, says: "fly"),
    Row(arguments: ["run", "--help"], status: 0, says: "--tensor-limit"),
    Row(
      arguments: ["--generate-completion-script", "bash"], status: 0,
      says: "complete -o filenames -F _pushforward pushforward"),
    Row(arguments: ["--generate-completion-script", "zsh"], status: 0, says: "#compdef pushforward"),
    Row(arguments: ["--generate-completion-script=fish"], status: 0, says: "pushforward"),
    Row(arguments: ["--cors-origins", "https://a.example,*"], status: 64, says: "\"*\" is no origin"),
    Row(arguments: ["--auth-tokens-file", "/nowhere/tokens"], status: 78, says: "/nowhere/tokens cannot be read"),
    Row(
      arguments: ["--processes", "2", "--port", "0", "--auth-tokens-file", "/nowhere/tokens"], status: 78,
      says: "/nowhere/tokens cannot be read"),
    Row(arguments: ["--processes", "0"], status: 64, says: "--processes must be between 1 and 1024"),
    Row(arguments: ["--processes", "2", "--host", "192.0.2.1", "--port", "0"], status: 69, says: "192.0.2.1"),
    Row(arguments: [], environment: ["PORT": "http"], status: 78, says: "--port"),
    Row(arguments: ["serve"], environment: ["PUSHFORWARD_QUEUE": "-1"], status: 78, says: "--queue"),
    Row(arguments: ["--host", "nowhere.invalid"], status: 78, says: "nowhere.invalid"),
    Row(
      arguments: ["--tls-certificate", "/nowhere.pem", "--tls-key", "/nowhere.pem", "--port", "0"], status: 78,
      says: "/nowhere.pem"),
    Row(arguments: ["--host", "192.0.2.1", "--port", "0"], status: 69, says: "192.0.2.1"),
    Row(arguments: ["healthcheck", "--port", "1"], status: 1, says: "port 1"),
  ])
  func `says why it ends`(row: Row) throws {
    let run = try run(row.arguments, row.environment)
    #expect(run.status == row.status)
    #expect(run.everything.contains(row.says), "\(run.everything)")
  }

  @Test func `an address in use cannot be listened on`() throws {
    let server = try ServerProcess()
    #expect(try run(["--host", "127.0.0.1", "--port", "\(server.port)"]).status == 69)
    #expect(server.stop() == 0)
  }

  @Test func `healthcheck asks the port of the environment`() throws {
    let server = try ServerProcess()
    #expect(try run(["healthcheck"], ["PORT": "\(server.port)"]).status == 0)
    #expect(try run(["healthcheck", "--port", "\(server.port)"], ["PORT": "1"]).status == 0)
    #expect(server.stop() == 0)
  }

  @Test func `an option of the environment counts, and the command line wins`() throws {
    let environment = ["PUSHFORWARD_QUEUE": "7", "PUSHFORWARD_BATCH_LIMIT": "2"]
    let server = try ServerProcess(arguments: ["--port", "0", "--queue", "9"], environment: environment)
    #expect(try server.client.get("/metrics").text.contains("pushforward_queue_limit 9\n"))
    let batch = #"[{"jsonrpc":"2.0","id":1,"method":"a"},1,2]"#
    #expect(try server.client.post("/rpc", batch).tree["error"]?["code"] == -32001)
    #expect(server.stop() == 0)
  }
}
