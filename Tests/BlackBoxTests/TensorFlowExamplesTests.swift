import Testing

/// The examples of TensorFlow's documentation of `ForwardAccumulator`, with the numbers that it prints.
@Suite("TensorFlow's documented examples over /rpc")
struct TensorFlowExamplesTests {
  /// A linear regression with one unit and the documentation's data.
  func linearRegression(kernel: Tree, _ more: [String: Tree]) -> Tree {
    let layer: Tree = ["type": "dense", "units": 1, "kernel": kernel, "bias": [0]]
    let function: [String: Tree] = [
      "model": ["layers": [layer], "loss": "sum_squared_error"],
      "inputs": ["x": [[2, 3], [1, 4]], "targets": [[1], [-1]]],
    ]
    return .object(function.merging(more) { $1 })
  }

  static let kernels: [Tree] = [[[0], [0]], [[0.5], [0.25]], [[-1.5], [2]], [[100], [-0.125]]]

  @Test(arguments: kernels)
  func `three forward columns are the tape's gradient`(kernel: Tree) throws {
    try ServerProcess.serving { server in
      let columns: [Tree] = [
        ["dense": ["kernel": [[1], [0]]]], ["dense": ["kernel": [[0], [1]]]], ["dense.bias": [1]],
      ]
      let forward = try columns.map {
        try server.client.call("jvp", linearRegression(kernel: kernel, ["tangents": $0]))["jvp"]
      }
      let gradient = try server.client.call("gradient", linearRegression(kernel: kernel, [:]))["gradient"]
      #expect(forward[0] == gradient?["dense.kernel"]?[0]?[0])
      #expect(forward[1] == gradient?["dense.kernel"]?[1]?[0])
      #expect(forward[2] == gradient?["dense.bias"]?[0])
    }
  }

  /// With a kernel (a, b) the loss is (2a + 3b − 1)² + (a + 4b + 1)², so the first column is 4(2a + 3b − 1) + 2(a + 4b + 1).
  @Test(arguments: [(0.0, 0.0), (0.5, 0.25), (-1.5, 2.0)])
  func `the first column of the linear regression`(a: Double, b: Double) throws {
    try ServerProcess.serving { server in
      let parameters = linearRegression(
        kernel: [[.number(a)], [.number(b)]], ["tangents": ["dense": ["kernel": [[1], [0]]]]])
      let jvp = try server.client.call("jvp", parameters)["jvp"]?.number
      #expect(jvp == 4 * (2 * a + 3 * b - 1) + 2 * (a + 4 * b + 1))
    }
  }

  @Test func `nested accumulators give the second derivative of a power`() throws {
    try ServerProcess.serving { server in
      let along: Tree = ["jvp": ["tangents": ["x": 1]]]
      let result = try server.client.call(
        "derivative", ["expression": "x ** 3.5", "inputs": ["x": 1.1], "transforms": [along, along]])
      let expected: Tree = ["value": 1.395_964_6, "stages": [4.441_705_7, 10.094_786], "derivative": 10.094_786]
      #expect(result.difference(from: expected, Tolerance(relative: 5e-7, absolute: 0)) == nil)
    }
  }

  @Test func `forward over reverse is a Hessian-vector product`() throws {
    try ServerProcess.serving { server in
      let cube: [String: Tree] = ["expression": "reduce_sum(v ** 3)", "inputs": ["v": [1, 2]]]
      let tangents: Tree = ["v": [1, 0]]
      let hvp = try server.client.call("hvp", .object(cube.merging(["tangents": tangents]) { $1 }))
      #expect(hvp == ["value": 9, "gradient": ["v": [3, 12]], "hvp": ["v": [6, 0]]])

      let transforms: Tree = [["jvp": ["tangents": tangents]], ["gradient": ["primals": ["v"]]]]
      let nested = try server.client.call("derivative", .object(cube.merging(["transforms": transforms]) { $1 }))
      #expect(nested == ["value": 9, "stages": [["v": [3, 12]], ["v": [6, 0]]], "derivative": ["v": [6, 0]]])
    }
  }

  @Test func `reverse over forward is the same product`() throws {
    try ServerProcess.serving { server in
      let transforms: Tree = [["gradient": ["primals": ["v"]]], ["jvp": ["tangents": ["v": [1, 0]]]]]
      let result = try server.client.call(
        "derivative", ["expression": "reduce_sum(v ** 3)", "inputs": ["v": [1, 2]], "transforms": transforms])
      #expect(result == ["value": 9, "stages": [3, ["v": [6, 0]]], "derivative": ["v": [6, 0]]])
    }
  }

  @Test func `the same tensor twice among the primals is an error`() throws {
    try ServerProcess.serving { server in
      let reply = try server.client.reply(
        to: "gradient", ["expression": "x * x", "inputs": ["x": 2], "primals": ["x", "x"]])
      #expect(reply["error"]?["code"] == -32602)
      #expect(reply["error"]?["data"]?["type"] == "duplicate_primal")
    }
  }
}
