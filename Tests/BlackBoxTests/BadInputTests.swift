import Testing

/// One row of `Cases/bad_requests.json`: a request and the error that it gets.
struct BadRequest: Codable, CustomTestStringConvertible {
  var name: String
  /// The body as it is sent; left out where `method` and `params` say it.
  var text: String?
  var method: String?
  var params: Tree?
  var code: Double
  var type: String?
  var path: String?
  /// Texts that the message holds.
  var says: [String]?

  var testDescription: String { name }

  var body: String {
    get throws {
      if let text { return text }
      let call: [String: Tree] = ["jsonrpc": "2.0", "id": 7, "method": .string(method ?? ""), "params": params ?? [:]]
      return try Tree.object(call).text
    }
  }

  /// How the error differs from what the row says; nil where it does not.
  func complaint(about error: Tree) -> String? {
    let message = error["message"]?.string ?? ""
    let detail = error["data"]
    if error["code"] != .number(code) { return "code \(String(describing: error["code"])), not \(code)" }
    if let type, detail?["type"] != .string(type) { return "type \(String(describing: detail?["type"])), not \(type)" }
    if let path, detail?["path"] != .string(path) { return "path \(String(describing: detail?["path"])), not \(path)" }
    if detail?["message"]?.string == nil { return "no message in the data" }
    return (says ?? []).first { !message.contains($0) }.map { "the message \(message) does not say \($0)" }
  }
}

@Suite("Bad input gets a located error, and the server goes on")
struct BadInputTests {
  let requests: [BadRequest]

  init() throws {
    requests = try Repository.cases("Tests/BlackBoxTests/Cases/bad_requests.json")
  }

  @Test func `there are at least 60 requests`() {
    #expect(requests.count >= 60)
    #expect(Set(requests.map(\.name)).count == requests.count)
  }

  @Test func `every request gets its error`() throws {
    try ServerProcess.serving { server in
      for request in requests {
        let answer = try server.client.post("/rpc", try request.body)
        #expect(answer.status == 200, "\(request.name)")
        let complaint = request.complaint(about: try answer.tree["error"] ?? .null)
        #expect(complaint == nil, "\(request.name): \(answer.text.prefix(300))")
      }
      try expectAnswer(from: server)
    }
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
