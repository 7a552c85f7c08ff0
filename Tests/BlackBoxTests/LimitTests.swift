import Foundation
import Testing

/// One row of `Cases/limits.json`: a bad request of a server with small limits, and the option that sets the one that it exceeds.
private struct Excess: Decodable {
  var option: String
  var request: BadRequest

  private enum CodingKeys: CodingKey { case option }

  init(from decoder: any Decoder) throws {
    option = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .option)
    request = try BadRequest(from: decoder)
  }
}

@Suite("What is too large is refused with its size and the limit")
struct LimitTests {
  private let rows: [Excess]

  /// Each of the limits that a call can exceed, so small that requests beyond them are small too.
  private static let options = [
    "tensor-limit": "1000", "element-limit": "1500", "node-limit": "20", "json-depth-limit": "20",
    "function-depth-limit": "3", "expression-depth-limit": "10", "expression-limit": "300", "turn-limit": "10",
    "operation-limit": "300", "work-limit": "300000", "plan-limit": "64K", "result-limit": "8K", "vector-limit": "3",
    "transform-limit": "2", "batch-limit": "2", "value-limit": "500",
  ]

  init() throws {
    rows = try Repository.cases("Tests/BlackBoxTests/Cases/limits.json")
  }

  @Test func `every limit has a row, and an option that the help tells`() throws {
    let help = try Command(ServerProcess.binary, ["serve", "--help"]).output
    #expect(Set(rows.map(\.option)) == Set(Self.options.keys))
    for option in Self.options.keys { #expect(help.contains("--\(option)"), "\(option)") }
  }

  @Test func `every row gets its error`() throws {
    let arguments = Self.options.flatMap { ["--\($0.key)", $0.value] }
    let server = try ServerProcess(arguments: ["serve", "--host", "127.0.0.1", "--port", "0"] + arguments)
    for row in rows {
      let reply = try row.request.complaintAboutReply(from: server.client)
      let problem = try row.request.complaintAboutProblem(from: server.client)
      #expect(reply == nil, "\(row.request.name)")
      #expect(problem == nil, "\(row.request.name)")
      #expect(row.request.error["type"] == "limit_exceeded")
    }
    #expect(try server.client.call("evaluate", ["expression": "x + 1", "inputs": ["x": 2]]) == ["value": 3])
    #expect(server.stop() == 0)
  }

  /// 64 MiB of zeros in 64 KB of gzip, for a server whose bodies have 8 MiB at the most.
  @Test func `a bomb is refused before it takes more memory than a body may`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "bomb-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let packing = "head -c 67108864 /dev/zero | gzip -9 >'\(file.path)'"
    #expect(try Command(URL(filePath: "/bin/sh"), ["-c", packing]).status == 0)
    let bomb = try [UInt8](Data(contentsOf: file))
    #expect(bomb.count < 66_000)
    let server = try ServerProcess(arguments: ["serve", "--port", "0", "--body-limit", "8M"])
    for path in ["/rpc", "/v1/evaluate", "/nowhere"] {
      let before = try server.residentByteCount
      try server.forgetPeakMemory()
      let answer = try server.client.send("POST", path, fields: ["Content-Encoding: gzip"], body: bomb)
      #expect(answer.status == 413)
      let taken = try server.peakByteCount - before
      #expect(taken <= 10 << 20, "\(path)")
    }
    #expect(server.stop() == 0)
  }

  /// 4 MB of zeros in base64: a million parameters, of which the matrix would take 4 TB.
  @Test(arguments: [
    ("hessian", "sum(w ** 2)", "float32"), ("jacobian", "w * 2", "float32"), ("jacobian", "w * 2", "float64"),
  ])
  func `a matrix of a million by a million`(method: String, expression: String, dtype: String) throws {
    try ServerProcess.serving { server in
      let before = try server.residentByteCount
      let width = dtype == "float64" ? 8 : 4
      let zeros = String(repeating: "A", count: width * 1_000_000 / 3 * 4 + (width == 4 ? 2 : 3))
      let padded = zeros + String(repeating: "=", count: (4 - zeros.count % 4) % 4)
      let reply = try server.client.reply(
        to: method,
        [
          "expression": .string(expression), "primals": ["w": ["shape": [1_000_000], "base64": .string(padded)]],
          "dtype": .string(dtype),
        ])
      let data = reply["error"]?["data"]
      #expect(reply["error"]?["code"] == -32001)
      #expect(data?["actual"] == "1000000000000 elements")
      #expect(data?["expected"] == "at most 67108864 elements")
      #expect(data?["path"] == "params.primals")
      #expect(try server.residentByteCount - before < 100 << 20)
    }
  }

  @Test func `a Hessian of a model of a million parameters`() throws {
    try ServerProcess.serving { server in
      let kernel = String(repeating: "A", count: 5_333_334) + "=="
      let reply = try server.client.reply(
        to: "hessian",
        [
          "model": [
            "layers": [
              [
                "type": "dense", "use_bias": .bool(false),
                "kernel": ["shape": [1000, 1000], "base64": .string(kernel)],
              ]
            ], "loss": "mean_squared_error",
          ],
          "inputs": ["x": ["shape": [1, 1000], "data": .array(Array(repeating: 1, count: 1000))], "targets": [[0]]],
        ])
      #expect(reply["error"]?["code"] == -32001)
      #expect(reply["error"]?["data"]?["actual"] == "1000000000000 elements")
    }
  }
}
