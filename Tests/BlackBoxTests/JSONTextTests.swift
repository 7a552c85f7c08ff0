import Testing

/// One row of `Cases/json_texts.json`: a text, and whether it is JSON by RFC 8259.
struct JSONText: Decodable, CustomTestStringConvertible {
  /// What the text shows, in the order of nst/JSONTestSuite's groups.
  var rule: String
  var isJSON: Bool
  var text: String?
  /// The bytes of a text that is no UTF-8.
  var hex: String?
  /// How often `text` stands.
  var times: Int?
  /// What stands as often behind it.
  var end: String?

  var bytes: [UInt8] {
    if let hex {
      return stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }
    let count = times ?? 1
    return Array((String(repeating: text ?? "", count: count) + String(repeating: end ?? "", count: count)).utf8)
  }

  var testDescription: String { "\(rule): \((text ?? hex ?? "").debugDescription.prefix(60))" }
}

@Suite("What is JSON is read, and nothing else")
struct JSONTextTests {
  let texts: [JSONText]

  init() throws {
    texts = try Repository.cases("Tests/BlackBoxTests/Cases/json_texts.json")
  }

  @Test func `the table has texts of both kinds`() {
    #expect(texts.count { $0.isJSON } >= 100)
    #expect(texts.count { !$0.isJSON } >= 300)
    #expect(texts.allSatisfy { $0.hex.map { $0.count.isMultiple(of: 2) } ?? ($0.text != nil) })
  }

  /// A text that is JSON and no call gets a reply of JSON-RPC too: an invalid request, or an array of such.
  @Test func `in an envelope`() throws {
    try ServerProcess.serving { server in
      for text in texts {
        let reply = try server.client.post("/rpc", text.bytes).tree
        let codes = (reply.elements ?? [reply]).map { $0["error"]?["code"] }
        #expect(!codes.isEmpty && codes.allSatisfy { $0 == (text.isJSON ? -32600 : -32700) }, "\(text.testDescription)")
        #expect((reply.elements ?? [reply]).allSatisfy { $0["jsonrpc"] == "2.0" })
      }
    }
  }

  /// An empty body stands for no parameters there.
  @Test func `without one`() throws {
    try ServerProcess.serving { server in
      for text in texts where !text.bytes.isEmpty {
        let answer = try server.client.post("/v1/evaluate", text.bytes)
        #expect(answer.status == (text.isJSON ? 422 : 400), "\(text.testDescription)")
        #expect(try answer.tree["code"] == (text.isJSON ? -32602 : -32700), "\(text.testDescription)")
      }
    }
  }
}
