import Testing
import Yams

@Suite("rpc.discover tells the methods")
struct DiscoveryTests {
  @Test func `under both roofs, and every method once`() throws {
    try ServerProcess.serving { server in
      let document = try server.client.call("rpc.discover", [:])
      #expect(try server.client.post("/v1/rpc.discover", "").tree == document)
      let names = (document["methods"]?.elements ?? []).compactMap { $0["name"]?.string }
      let paths = try server.client.get("/openapi.json").tree["paths"]?.members ?? [:]
      let posts = paths.filter { $0.key.hasPrefix("/v1/") && $0.value["post"] != nil }.keys
      #expect(names.sorted() == posts.map { String($0.dropFirst(4)) }.sorted())
      let found = Set(names)
      #expect(found.isSuperset(of: ["evaluate", "jvp", "hvp", "derivative", "rpc.discover"]))
    }
  }

  @Test func `with the parameters that a method takes`() throws {
    try ServerProcess.serving { server in
      let methods = try server.client.call("rpc.discover", [:])["methods"]?.elements ?? []
      let jvp = try #require(methods.first { $0["name"] == "jvp" })
      let parameters = jvp["params"]?.elements ?? []
      #expect(jvp["paramStructure"] == "by-name")
      let taken = Set(parameters.compactMap { $0["name"]?.string })
      #expect(taken.isSuperset(of: ["expression", "inputs", "tangents", "dtype"]))
      #expect(parameters.first { $0["name"] == "tangents" }?["required"] == .bool(true))
      #expect(parameters.first { $0["name"] == "dtype" }?["required"] == .bool(false))
      #expect(jvp["errors"]?.elements?.count == 9)
    }
  }

  @Test func `and takes none itself`() throws {
    try ServerProcess.serving { server in
      let error = try server.client.reply(to: "rpc.discover", ["x": 1])["error"]
      #expect(error?["data"]?["type"] == "unknown_parameter")
    }
  }
}
