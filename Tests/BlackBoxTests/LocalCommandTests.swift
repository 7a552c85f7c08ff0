import Foundation
import Testing

/// Requests that are answered without a server.
@Suite("Local commands")
struct LocalCommandTests {
  struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the binary with a request on standard input.
  private func run(_ arguments: [String], input: String = "") throws -> Run {
    let process = Process()
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = try ServerProcess.binary
    process.arguments = arguments
    (process.standardInput, process.standardOutput, process.standardError) = (standardInput, output, errors)
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: said, as: UTF8.self))
  }

  static let cube = #"{"expression": "x ** 3", "inputs": {"x": 2}, "tangents": {"x": 1}}"#

  static let calls: [(request: String, status: Int32)] = [
    (#"{"jsonrpc": "2.0", "id": "a", "method": "jvp", "params": \#(cube)}"#, 0),
    (#"{"jsonrpc": "2.0", "method": "jvp", "params": \#(cube)}"#, 0),
    (
      #"[{"jsonrpc": "2.0", "id": 1, "method": "jvp", "params": \#(cube)}, {"jsonrpc": "2.0", "id": 2, "method": "hvp", "params": \#(cube)}]"#,
      0
    ),
    (
      #"[{"jsonrpc": "2.0", "id": 1, "method": "jvp", "params": \#(cube)}, {"jsonrpc": "2.0", "id": 2, "method": "jpv"}]"#,
      1
    ),
    (#"{"jsonrpc": "2.0", "id": 1, "method": "evaluate", "params": {"expression": "1 +"}}"#, 1),
    (#"{"jsonrpc": "2.0""#, 1),
    (#"{"expression": "1"}"#, 1),
    ("", 1),
  ]

  @Test(arguments: calls) func `the answer is the server's to the byte`(request: String, status: Int32) throws {
    let local = try run(["run", "-"], input: request)
    let served = try ServerProcess.serving { try $0.client.post("/rpc", request) }
    #expect(local.output == served.text)
    #expect(local.status == status)
    #expect(local.errors.isEmpty)
  }

  @Test(
    arguments: [
      ("jvp", cube, 0), ("jvp", #"{"expression": "x ** 3", "inputs": {"x": 2}}"#, 1), ("jpv", cube, 1), ("jvp", "{", 1),
      ("evaluate", #"{"expression": "x / 3", "inputs": {"x": [1, 2]}, "dtype": "float64", "encoding": "base64"}"#, 0),
    ] as [(String, String, Int32)])
  func `parameters alone go with a method`(method: String, parameters: String, status: Int32) throws {
    let local = try run(["run", "--method", method, "-"], input: parameters)
    let served = try ServerProcess.serving { try $0.client.post("/v1/\(method)", parameters) }
    let trace = #","trace_id":"\#(TraceMask.shown)""#
    #expect(local.output == served.masked.replacing(trace, with: ""))
    #expect(local.status == status)
  }

  @Test func `a request may be in a file`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "request-\(UUID().uuidString).json")
    try Data(Self.cube.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(try run(["run", "--method", "jvp", file.path]).output == #"{"value":8.0,"jvp":12.0}"#)
    let missing = try run(["run", "/nowhere.json"])
    #expect(missing.status == 66)
    #expect(missing.errors.hasPrefix("pushforward: /nowhere.json cannot be read: "))
  }

  @Test func `limits are those of the command line`() throws {
    let limited = try run(
      ["run", "--tensor-limit", "2", "-"], input: Self.calls[0].request.replacing("2}", with: "[1, 2, 3]}"))
    #expect(limited.status == 1)
    #expect(limited.output.contains("limit_exceeded"))
    #expect(try run(["run", "--tensor-limit", "0", "-"]).status == 64)
    #expect(try run(["run"]).status == 64)
  }

  @Test func `check says whether derivatives hold`() throws {
    #expect(try run(["check", "-"], input: Self.calls[0].request).status == 0)
    let vjp = #"{"expression": "tanh(x)", "primals": {"x": [1, 2]}, "cotangents": [1, 1]}"#
    let passed = try run(["check", "-"], input: vjp)
    #expect(passed.status == 0)
    #expect(passed.output.hasPrefix(#"{"passed":true,"#))
    let failed = try run(["check", "-"], input: #"{"expression": "relu(x)", "primals": {"x": [0, 0]}}"#)
    #expect(failed.status == 1)
    #expect(failed.output.hasPrefix(#"{"passed":false,"#))
    let refused = try run(["check", "-"], input: #"{"expression": "relu(x)", "primals": {"x": 1}, "cotangent": 1}"#)
    #expect(refused.status == 1)
    #expect(refused.output.contains("cotangent"))
  }

  @Test func `describe tells of the function of any request`() throws {
    let described = try run(["describe", "-"], input: Self.calls[0].request)
    #expect(described.status == 0)
    let served = try ServerProcess.serving {
      try $0.client.post("/v1/describe", #"{"expression": "x ** 3", "inputs": {"x": 2}}"#)
    }
    #expect(described.output == served.text)
  }

  /// A command on a terminal of its own, which `script` makes; what it shows.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func `long work shows a bar on a terminal`() throws {
    let products = String(repeating: "h = h @ h; ", count: 300)
    let request =
      #"{"expression": "h = x @ x.T; \#(products)sum(h)", "dtype": "float64", "inputs": {"x": \#(Self.zeros(512))}}"#
    let file = FileManager.default.temporaryDirectory.appending(path: "request-\(UUID().uuidString).json")
    try Data(request.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = [
      "-qec", "'\(try ServerProcess.binary.path)' run --method evaluate '\(file.path)'", "/dev/null",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let shown = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(shown.contains(/\[#*-+\] +\d+ %  \d+ s/))
    #expect(shown.hasSuffix("\r\u{1B}[K{\"value\":0.0}\r\n"))
  }

  private static func zeros(_ size: Int) -> String {
    let row = "[" + Array(repeating: "0", count: size).joined(separator: ",") + "]"
    return "[" + Array(repeating: row, count: size).joined(separator: ",") + "]"
  }
}
