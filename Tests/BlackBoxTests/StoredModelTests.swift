import Foundation
import Testing

/// Functions that the server keeps under names.
@Suite("Stored models")
struct StoredModelTests {
  /// A server with a folder of models of its own, which goes when the body ends.
  private static func serving(
    _ files: [String: String], lenient: Bool = false, _ body: (ServerProcess, URL) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8) }
    let options = ["--models", folder.path] + (lenient ? ["--models-lenient"] : [])
    let server = try ServerProcess(arguments: ["serve", "--host", "127.0.0.1", "--port", "0"] + options)
    try body(server, folder)
    #expect(server.stop() == 0)
  }

  private static let cubes =
    #"{"expression": "sum(a * x ** 3)", "dtype": "float64", "inputs": {"a": 2, "x": [1, 2]}, "differentiable": ["x"]}"#

  private static func reload(_ server: ServerProcess, until log: String) {
    server.hangUp()
    while !server.logged.contains(log) { usleep(10_000) }
  }

  @Test func `what the page says is what is printed`() throws {
    let server = try ServerProcess.withExampleModels()
    let commands = DocumentedCommand.commands(in: try Repository.text("docs/models.md"))
    #expect(commands.count >= 5)
    for each in commands {
      let command = each.command.replacing("localhost:8080", with: "127.0.0.1:\(server.port)")
      let printed = try Command(URL(filePath: "/bin/sh"), ["-c", command]).output
      #expect(TraceMask.masked(printed.trimmingCharacters(in: .newlines)) == each.output, "\(each.command)")
    }
    #expect(server.stop() == 0)
  }

  @Test func `every method takes a name, under both roofs`() throws {
    try Self.serving(["cubes.json": Self.cubes]) { server, _ in
      let client = server.client
      let calls: [(String, Tree, Tree)] = [
        ("evaluate", [:], ["value": 18]),
        ("jvp", ["tangents": ["x": [1, 0]]], ["value": 18, "jvp": 6]),
        ("jvp", ["tangents": ["a": 1]], ["value": 18, "jvp": 9]),
        ("vjp", ["cotangents": 2], ["value": 18, "vjp": ["x": [12, 48]]]),
        ("gradient", ["inputs": ["x": [0, 1], "a": 1]], ["value": 1, "gradient": ["x": [0, 3]]]),
        ("gradient", ["primals": ["a"]], ["value": 18, "gradient": ["a": 9]]),
        (
          "hvp", ["tangents": ["x": [1, 1]]],
          ["value": 18, "gradient": ["x": [6, 24]], "hvp": ["x": [12, 24]]]
        ),
        ("jacobian", [:], ["value": 18, "jacobian": ["x": [6, 24]], "mode": "reverse"]),
        (
          "hessian", [:],
          ["value": 18, "gradient": ["x": [6, 24]], "hessian": ["x": ["x": [[12, 0], [0, 24]]]]]
        ),
        (
          "derivative", ["transforms": [["jvp": ["tangents": ["x": [1, 0]]]], ["gradient": [:]]]],
          ["value": 18, "stages": [["x": [6, 24]], ["x": [12, 0]]], "derivative": ["x": [12, 0]]]
        ),
      ]
      for (method, more, result) in calls {
        let parameters = Tree.object((more.members ?? [:]).merging(["model": "cubes"]) { $1 })
        let (called, posted) = try (client.call(method, parameters), client.post("/v1/\(method)", parameters.text))
        #expect(called == result, "\(method)")
        #expect(try posted.tree == result, "\(method)")
      }
      #expect(try client.call("check", ["model": "cubes"])["passed"] == .bool(true))
      #expect(try client.call("describe", ["model": "cubes"])["inputs"]?["x"]?["dtype"] == "float64")
    }
  }

  @Test func `a mistake is answered with what was meant`() throws {
    try Self.serving(["cubes.json": Self.cubes]) { server, _ in
      let unknown = try server.client.reply(to: "evaluate", ["model": "cube"])["error"]
      #expect(unknown?["code"] == -32004)
      #expect(unknown?["data"]?["suggestion"] == "cubes")
      #expect(unknown?["data"]?["path"] == "params.model")
      let rest = try server.client.post("/v1/evaluate", #"{"model": "cube"}"#)
      #expect(rest.status == 404)
      #expect(try rest.tree["path"] == "params.model")
      #expect(try server.client.get("/v1/models/cube").status == 404)
      let mistakes: [(Tree, Tree, Tree)] = [
        (["inputs": ["x": [1, 2, 3]]], "shape_mismatch", "params.inputs.x"),
        (["inputs": ["y": 1]], "unknown_name", "params.inputs.y"),
        (["dtype": "float32"], "dtype_mismatch", "params.dtype"),
        (["expression": "x"], "invalid_value", "params.expression"),
      ]
      for (more, type, path) in mistakes {
        let parameters = Tree.object((more.members ?? [:]).merging(["model": "cubes"]) { $1 })
        let data = try server.client.reply(to: "evaluate", parameters)["error"]?["data"]
        #expect(data?["type"] == type)
        #expect(data?["path"] == path)
      }
    }
  }

  @Test func `a file can leave out the gradient that protocols have as an output`() throws {
    let square = #"{"expression": "x ** 2", "inputs": {"x": 3}, "outputs": ["y"], "gradient": false}"#
    try Self.serving(["square.json": square]) { server, _ in
      let tesseract = "/tesseract/square"
      let value = try server.client.send(
        "POST", "\(tesseract)/apply", fields: ["Accept: application/json"], body: Array(#"{"inputs": {}}"#.utf8))
      #expect(try value.tree.members?.keys.sorted() == ["y"])
      let product = try server.client.post(
        "\(tesseract)/jacobian_vector_product",
        #"{"inputs": {}, "jvp_inputs": ["x"], "jvp_outputs": ["y"], "tangent_vector": {"x": 1}}"#)
      #expect(product.status == 200)
      let refused = try server.client.post(
        "\(tesseract)/jacobian", #"{"inputs": {}, "jac_inputs": ["x"], "jac_outputs": ["gradient.x"]}"#)
      #expect(refused.status == 422)
      let described = try server.client.get("\(tesseract)/openapi.json").text
      #expect(described.contains(#""y""#) && !described.contains("gradient"))
      #expect(try server.client.get("/v2/models/square").tree["outputs"]?.elements?.count == 1)
      #expect(try server.client.call("gradient", ["model": "square"])["gradient"] == ["x": 6])
    }
  }

  @Test func `limits of texts are those of all protocols`() throws {
    let folder = Repository.root.appending(path: "examples/models").path
    let server = try ServerProcess(arguments: ["serve", "--port", "0", "--models", folder, "--json-depth-limit", "8"])
    let deep = "[[[[[[[[[1]]]]]]]]]"
    for (path, body) in [
      ("/tesseract/rosenbrock/apply", #"{"inputs": {"x": \#(deep)}}"#),
      ("/v2/models/rosenbrock/infer", #"{"inputs": \#(deep)}"#),
      ("/Evaluate", #"{"name": "rosenbrock", "input": \#(deep)}"#),
    ] {
      let refused = try server.client.post(path, body)
      #expect([400, 422].contains(refused.status), "\(path)")
      #expect(refused.text.contains("more than 8 arrays and objects"), "\(path): \(refused.text)")
    }
    #expect(server.stop() == 0)
  }

  @Test func `without a folder there are no models`() throws {
    try ServerProcess.serving { server in
      let models = try server.client.get("/v1/models")
      #expect(try models.tree == ["models": []])
      #expect(try server.client.reply(to: "evaluate", ["model": "x"])["error"]?["code"] == -32004)
    }
  }

  @Test func `SIGHUP changes all models or none`() throws {
    try Self.serving(["cubes.json": Self.cubes]) { server, folder in
      let file = folder.appending(path: "cubes.json")
      try #"{"expression": "x + 1", "inputs": {"x": 1}}"#.write(to: file, atomically: true, encoding: .utf8)
      try "{".write(to: folder.appending(path: "bad.json"), atomically: true, encoding: .utf8)
      Self.reload(server, until: "models refused, the earlier ones stay in use")
      #expect(server.logged.contains("bad.json: expected"))
      #expect(try server.client.call("evaluate", ["model": "cubes"])["value"] == 18)
      try FileManager.default.removeItem(at: folder.appending(path: "bad.json"))
      Self.reload(server, until: "models reloaded: 1")
      #expect(try server.client.call("evaluate", ["model": "cubes"])["value"] == 2)
    }
  }

  @Test func `a faulty file refuses the start, or is left out`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try #"{"expression": "tahn(x)", "inputs": {"x": 1}}"#
      .write(to: folder.appending(path: "bad.json"), atomically: true, encoding: .utf8)
    let refused = try Command(ServerProcess.binary, ["serve", "--port", "0", "--models", folder.path])
    #expect(refused.status == 78)
    #expect(refused.everything.contains("bad.json, expression: line 1, column 1: unknown operation"))
    let missing = try Command(ServerProcess.binary, ["serve", "--port", "0", "--models", folder.path + "/none"])
    #expect(missing.status == 78)
    let environment = ["PUSHFORWARD_MODELS": folder.path, "PUSHFORWARD_MODELS_LENIENT": "true"]
    let server = try ServerProcess(environment: environment)
    #expect(server.logged.contains("bad.json, expression"))
    #expect(try server.client.get("/v1/models").tree == ["models": []])
    #expect(server.stop() == 0)
  }

  @Test func `run answers calls of models too`() throws {
    let folder = Repository.root.appending(path: "examples/models").path
    let file = FileManager.default.temporaryDirectory.appending(path: "call-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try #"{"model": "rosenbrock", "inputs": {"x": [0, 1]}}"#.write(to: file, atomically: true, encoding: .utf8)
    let run = try Command(ServerProcess.binary, ["run", "--models", folder, "--method", "gradient", file.path])
    #expect(run.output == #"{"value":101.0,"gradient":{"x":[-2.0,200.0]}}"#)
    #expect(run.status == 0)
  }
}
