import Testing

/// One row of `Cases/bad_requests.json`: a request and the whole error that it gets.
struct BadRequest: Codable, CustomTestStringConvertible {
  var name: String
  /// The body for `/rpc` as it is sent; left out where there are parameters.
  var text: String?
  var method: String?
  var params: Tree?
  /// The parameters as they are sent, where they are no tree: duplicate keys, numbers that no double holds.
  var paramsText: String?
  /// The status at `/v1`.
  var status: Double?
  /// `error.data` with the code beside it.
  var error: [String: Tree]

  private enum CodingKeys: String, CodingKey {
    case name, text, method, params, status, error
    case paramsText = "params_text"
  }

  var testDescription: String { name }

  private var parameters: String {
    get throws { try paramsText ?? (params ?? [:]).text }
  }

  private var phrase: String {
    switch error["code"]?.number {
    case -32700: "Parse error"
    case -32600: "Invalid Request"
    case -32601: "Method not found"
    case -32602: "Invalid params"
    case -32001: "Limit exceeded"
    case -32002: "Deadline exceeded"
    default: "a code that this table does not have"
    }
  }

  /// How the answer to the call in an envelope differs from what the row says; nil where it does not.
  func complaintAboutReply(from client: HTTPClient) throws -> String? {
    let call =
      try text ?? #"{"jsonrpc":"2.0","id":7,"method":\#(Tree.string(method ?? "").text),"params":\#(parameters)}"#
    let answer = try client.post("/rpc", call)
    var data = error
    data["code"] = nil
    let message = Tree.string("\(phrase): \(error["message"]?.string ?? "")")
    let expected: Tree = ["code": error["code"] ?? .null, "message": message, "data": .object(data)]
    guard answer.status == 200 else { return "status \(answer.status)" }
    let reply = try answer.tree
    if text == nil, reply["id"] != 7 { return "the id is \(String(describing: reply["id"]))" }
    return (reply["error"] ?? .null).difference(from: expected, .exact)
  }

  /// The same for the call without an envelope; nil for a row that is about the envelope.
  func complaintAboutProblem(from client: HTTPClient) throws -> String? {
    guard let method, let status else { return nil }
    let answer = try client.post("/v1/\(method)", parameters)
    let standard: [String: Tree] = [
      "title": .string(phrase), "status": .number(status), "detail": error["message"] ?? .null,
      "trace_id": .string(TraceMask.shown),
    ]
    guard answer.status == Int(status) else { return "status \(answer.status), not \(status)" }
    guard answer.fields["content-type"] == "application/problem+json" else { return "no problem document" }
    return try answer.tree.difference(from: .object(error.merging(standard) { $1 }), .exact)
  }
}

@Suite("Bad input gets a located error, and the server goes on")
struct BadInputTests {
  let requests: [BadRequest]

  init() throws {
    requests = try Repository.cases("Tests/BlackBoxTests/Cases/bad_requests.json")
  }

  @Test func `there are at least 200 requests`() {
    #expect(requests.count >= 200)
    #expect(Set(requests.map(\.name)).count == requests.count)
    #expect(requests.allSatisfy { ($0.text == nil) == ($0.status != nil) })
  }

  @Test func `the types that the contract names occur`() {
    let named = [
      "missing", "unknown_parameter", "unknown_name", "duplicate_primal", "shape_mismatch", "dtype_mismatch",
      "not_scalar",
      "not_differentiable", "ragged_tensor", "bad_number", "unknown_operation", "unknown_layer", "unknown_loss",
      "syntax_error", "limit_exceeded", "unknown_activation", "cycle", "duplicate_name", "duplicate_key",
      "operand_count",
      "bad_attribute", "index_out_of_range", "structure_mismatch", "invalid_value", "invalid_request", "parse_error",
      "unknown_method",
    ]
    let types = Set(requests.compactMap { $0.error["type"]?.string })
    #expect(types.isSuperset(of: named))
  }

  @Test func `every request gets its error, in an envelope and without, and leaves nothing behind`() throws {
    try ServerProcess.serving { server in
      for request in requests {
        let reply = try request.complaintAboutReply(from: server.client)
        let problem = try request.complaintAboutProblem(from: server.client)
        #expect(reply == nil, "\(request.name)")
        #expect(problem == nil, "\(request.name)")
      }
      try expectAnswer(from: server)
      try expectSteadyMemory(of: server)
    }
  }

  /// The first rounds fill caches and the allocator's arenas; what grows afterwards is a leak.
  private func expectSteadyMemory(of server: ServerProcess) throws {
    for _ in 0..<2 { try sendAll(to: server) }
    let before = try server.residentByteCount
    for _ in 0..<3 { try sendAll(to: server) }
    let growth = try server.residentByteCount - before
    #expect(growth < 4 << 20, "the server grew by \(growth) bytes")
    try expectAnswer(from: server)
  }

  private func sendAll(to server: ServerProcess) throws {
    for request in requests { _ = try request.complaintAboutReply(from: server.client) }
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `a hundred thousand open brackets are an error`(unit: String) throws {
    try ServerProcess.serving { server in
      let answer = try server.client.post("/rpc", String(repeating: unit, count: 100_000))
      #expect(try answer.tree["error"]?["code"] == -32700)
      try expectAnswer(from: server)
    }
  }

  @Test(arguments: [
    [0xFF], [0x22, 0xC3, 0x28, 0x22], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0x22, 0xED, 0xA0, 0x80, 0x22],
  ])
  func `bytes that are no UTF-8 text are an error`(bytes: [UInt8]) throws {
    try ServerProcess.serving { server in
      #expect(try server.client.post("/rpc", bytes).tree["error"]?["code"] == -32700)
      try expectAnswer(from: server)
    }
  }

  @Test func `deep and long formulas are errors`() throws {
    let nested = String(repeating: "(", count: 100_000) + "x" + String(repeating: ")", count: 100_000)
    let signs = String(repeating: "-", count: 100_000) + "x"
    let sum = Array(repeating: "x", count: 200_000).joined(separator: "+")
    try ServerProcess.serving { server in
      for expression in [nested, signs, sum] {
        let reply = try server.client.reply(
          to: "evaluate", ["expression": .string(expression), "inputs": ["x": 1]])
        #expect(reply["error"]?["data"]?["path"] == "params.expression", "\(expression.prefix(10))")
      }
      try expectAnswer(from: server)
    }
  }

  private func expectAnswer(from server: ServerProcess) throws {
    let result = try server.client.call("evaluate", ["expression": "x + 1", "inputs": ["x": 2]])
    #expect(result == ["value": 3])
  }
}
