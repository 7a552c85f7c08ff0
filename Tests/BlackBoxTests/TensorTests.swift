import Testing

/// One row of `Cases/tensors.json`: parameters and the result, both as texts, because it is the texts that matter.
struct TensorCase: Decodable {
  var name: String
  var method: String
  var params: String
  var result: String
}

@Suite("Tensors go in and out as the contract says")
struct TensorTests {
  let cases: [TensorCase]

  init() throws {
    cases = try Repository.cases("Tests/BlackBoxTests/Cases/tensors.json")
  }

  @Test func `to the byte, in an envelope and without`() throws {
    #expect(cases.count >= 40)
    try ServerProcess.serving { server in
      for row in cases {
        let answer = try server.client.post("/v1/\(row.method)", row.params)
        let call = #"{"jsonrpc":"2.0","id":1,"method":"\#(row.method)","params":\#(row.params)}"#
        #expect(answer.status == 200, "\(row.name)")
        #expect(answer.text == row.result, "\(row.name)")
        let reply = try server.client.post("/rpc", call).text
        #expect(reply == #"{"jsonrpc":"2.0","id":1,"result":\#(row.result)}"#, "\(row.name)")
      }
    }
  }
}
