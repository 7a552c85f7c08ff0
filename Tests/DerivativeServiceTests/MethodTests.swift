import Autodiff
import JSON
import Testing

@testable import DerivativeService

/// The results of methods, as the text that stands in the reply.
struct MethodTests {
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let method: String
    let params: String
    let result: String

    init(_ description: String, _ method: String, _ params: String, _ result: String) {
      (self.description, self.method, self.params, self.result) = (description, method, params, result)
    }
  }

  static let methods = Dictionary(uniqueKeysWithValues: MethodContext().methods.map { ($0.name, $0) })

  static func answer(_ method: String, _ params: String) throws -> String {
    let document = try JSONDocument(parsing: Array(params.utf8))
    let call = try #require(methods[method]).prepare(document.root)
    var writer = JSONWriter()
    try call.run(Workspace(), { false }, &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  static let regression = #"""
    "model": {"layers": [{"type": "dense", "units": 1, "kernel": [[0.0], [0.0]], "bias": [0.0]}], "loss": "sum_squared_error"},
    "inputs": {"x": [[2, 3], [1, 4]], "targets": [[1], [-1]]}
    """#

  static let rows = [
    Row(
      "evaluate a formula", "evaluate", #"{"expression": "sum(x * 2)", "inputs": {"x": [1, 2.5]}}"#, #"{"value":7.0}"#),
    Row("several outputs", "evaluate", #"{"expression": "(x + 1, x)", "inputs": {"x": 1}}"#, #"{"value":[2.0,1.0]}"#),
    Row(
      "the documented linear regression", "jvp", #"{\#(regression), "tangents": {"dense": {"kernel": [[1], [0]]}}}"#,
      #"{"value":2.0,"jvp":-2.0}"#),
    Row(
      "its gradient", "gradient", #"{\#(regression)}"#,
      #"{"value":2.0,"gradient":{"dense.kernel":[[-2.0],[2.0]],"dense.bias":[0.0]}}"#),
    Row(
      "two tangents", "jvp",
      #"{"expression": "x ** 3", "inputs": {"x": 2}, "tangents": [{"x": 1}, {"x": -0.5}]}"#,
      #"{"value":8.0,"jvps":[12.0,-6.0]}"#),
    Row(
      "the documented Hessian-vector product", "hvp",
      #"{"expression": "reduce_sum(v ** 3)", "primals": {"v": [1, 2]}, "tangents": {"v": [1, 0]}}"#,
      #"{"value":9.0,"gradient":{"v":[3.0,12.0]},"hvp":{"v":[6.0,0.0]}}"#),
    Row(
      "two of them", "hvp",
      #"{"expression": "sum(v ** 3)", "primals": {"v": [1, 2]}, "tangents": [{"v": [1, 0]}, {"v": [0, 1]}]}"#,
      #"{"value":9.0,"gradient":{"v":[3.0,12.0]},"hvps":[{"v":[6.0,0.0]},{"v":[0.0,12.0]}]}"#),
    Row(
      "a vector-Jacobian product", "vjp",
      #"{"expression": "x * [2, 3]", "primals": ["x"], "inputs": {"x": [1, 1]}, "cotangents": [10, 100]}"#,
      #"{"value":[2.0,3.0],"vjp":{"x":[20.0,300.0]}}"#),
    Row(
      "of several outputs", "vjp",
      #"{"expression": "(x * y, x)", "primals": {"x": 3, "y": 4}, "cotangents": [1, 10]}"#,
      #"{"value":[12.0,3.0],"vjp":{"x":14.0,"y":3.0}}"#),
    Row(
      "several cotangents", "vjp",
      #"{"expression": "x * x", "primals": {"x": 3}, "cotangents_batch": [1, 2]}"#,
      #"{"value":9.0,"vjps":[{"x":6.0},{"x":12.0}]}"#),
    Row(
      "unconnected is zero", "gradient", #"{"expression": "x * x", "primals": {"x": 3}, "inputs": {}}"#,
      #"{"value":9.0,"gradient":{"x":6.0}}"#),
    Row(
      "unconnected as null", "gradient",
      #"{"expression": "x + 0 * stop_gradient(y)", "primals": {"x": 3, "y": 1}, "unconnected": "none"}"#,
      #"{"value":3.0,"gradient":{"x":1.0,"y":null}}"#),
    Row(
      "float64", "evaluate", #"{"expression": "x / 3", "inputs": {"x": 1}, "dtype": "float64"}"#,
      #"{"value":0.3333333333333333}"#),
    Row(
      "base64", "evaluate", #"{"expression": "x", "inputs": {"x": [1, 2]}, "encoding": "base64"}"#,
      #"{"value":{"shape":[2],"dtype":"float32","base64":"AACAPwAAAEA="}}"#),
    Row(
      "infinity is a string", "evaluate", #"{"expression": "1 / x", "inputs": {"x": 0}}"#,
      #"{"value":"Infinity","non_finite":{"op":"div","node":"line 1, column 3","path":"params.expression"}}"#),
    Row(
      "so is what came so", "evaluate", #"{"expression": "x + 1", "inputs": {"x": "NaN"}}"#,
      #"{"value":"NaN","non_finite":{"op":null,"node":null,"path":"params.inputs.x"}}"#),
    Row(
      "an infinite derivative", "gradient", #"{"expression": "y = sqrt(x); y * 2", "primals": {"x": 0}}"#,
      #"{"value":0.0,"gradient":{"x":"Infinity"},"non_finite":{"op":"div","node":"line 1, column 5","path":"params.expression"}}"#
    ),
    Row(
      "a node by its name", "evaluate",
      #"{"program": {"nodes": [{"id": "y", "op": "log", "inputs": ["x"]}], "outputs": ["y"]}, "inputs": {"x": 0}}"#,
      #"{"value":"-Infinity","non_finite":{"op":"log","node":"node \"y\"","path":"params.program.nodes[0]"}}"#),
    Row(
      "reverse over forward", "derivative",
      #"{"expression": "sum(v ** 3)", "inputs": {"v": [1, 2]}, "transforms": [{"gradient": {"primals": ["v"]}}, {"jvp": {"tangents": {"v": [1, 0]}}}]}"#,
      #"{"value":9.0,"stages":[3.0,{"v":[6.0,0.0]}],"derivative":{"v":[6.0,0.0]}}"#),
    Row(
      "reverse over reverse, with cotangents in the gradient's form", "derivative",
      #"{"expression": "sum(v ** 3)", "inputs": {"v": [1, 2]}, "transforms": [{"vjp": {"primals": ["v"], "cotangents": {"v": [0, 1]}}}, {"gradient": {"primals": ["v"]}}]}"#,
      #"{"value":9.0,"stages":[{"v":[3.0,12.0]},{"v":[0.0,12.0]}],"derivative":{"v":[0.0,12.0]}}"#),
    Row(
      "a Jacobian forward", "jacobian",
      #"{"expression": "x * [[2], [3], [4]]", "primals": {"x": [1, 10]}, "mode": "forward"}"#,
      #"{"value":[[2.0,20.0],[3.0,30.0],[4.0,40.0]],"jacobian":{"x":[[[2.0,0.0],[0.0,2.0]],[[3.0,0.0],[0.0,3.0]],[[4.0,0.0],[0.0,4.0]]]},"mode":"forward"}"#
    ),
    Row(
      "a Jacobian in reverse", "jacobian",
      #"{"expression": "x * [[2], [3], [4]]", "primals": {"x": [1, 10]}, "mode": "reverse"}"#,
      #"{"value":[[2.0,20.0],[3.0,30.0],[4.0,40.0]],"jacobian":{"x":[[[2.0,0.0],[0.0,2.0]],[[3.0,0.0],[0.0,3.0]],[[4.0,0.0],[0.0,4.0]]]},"mode":"reverse"}"#
    ),
    Row(
      "the mode with fewer passes", "jacobian", #"{"expression": "sum(x * x)", "primals": {"x": [1, 2, 3]}}"#,
      #"{"value":14.0,"jacobian":{"x":[2.0,4.0,6.0]},"mode":"reverse"}"#),
    Row(
      "a Jacobian of several outputs", "jacobian",
      #"{"expression": "(x * y, x)", "primals": {"x": 3, "y": 4}, "unconnected": "none"}"#,
      #"{"value":[12.0,3.0],"jacobian":[{"x":4.0,"y":3.0},{"x":1.0,"y":null}],"mode":"forward"}"#),
    Row(
      "a Hessian", "hessian", #"{"expression": "sum(x ** 3) * y", "primals": {"x": [1, 2], "y": 5}}"#,
      #"{"value":45.0,"gradient":{"x":[15.0,60.0],"y":9.0},"hessian":{"x":{"x":[[30.0,0.0],[0.0,60.0]],"y":[3.0,12.0]},"y":{"x":[3.0,12.0],"y":0.0}}}"#
    ),
  ]

  @Test(arguments: rows) func gives(_ row: Row) throws {
    let answer = try Self.answer(row.method, row.params)
    #expect(answer == row.result)
  }

  @Test func powerNestedTwice() throws {
    let answer = try Self.answer(
      "derivative",
      #"{"expression": "x ** 3.5", "inputs": {"x": 1.1}, "transforms": [{"jvp": {"tangents": {"x": 1.0}}}, {"jvp": {"tangents": {"x": 1.0}}}]}"#
    )
    let stages = try #require(JSONDocument(parsing: Array(answer.utf8)).root["stages"]?.elements).map(\.double)
    #expect(abs(try #require(stages[0]) - 4.4417057) < 1e-6)
    #expect(abs(try #require(stages[1]) - 10.094786) < 1e-5)
  }

  @Test func describeTellsTypesAndCosts() throws {
    let answer = try Self.answer("describe", #"{\#(Self.regression)}"#)
    let result = try JSONDocument(parsing: Array(answer.utf8)).root
    #expect(
      result["parameters"]?["dense.kernel"].map { String(decoding: $0.rawText, as: UTF8.self) }
        == #"{"shape":[2,1],"dtype":"float32","trainable":true}"#)
    #expect(
      result["outputs"].map { String(decoding: $0.rawText, as: UTF8.self) } == #"[{"shape":[],"dtype":"float32"}]"#)
    let flops = try ["value", "jvp", "gradient", "hvp"].map { try #require(result[$0]?["flops"]?.int64) }
    #expect(flops[0] > 0 && flops[1...].allSatisfy { $0 > flops[0] } && flops[3] > flops[2])
    #expect(result["program"]?.string?.hasPrefix("program(%0: float32[2, 2]") == true)
  }

  @Test(arguments: [
    (#"{"expression": "sum(tanh(x) ** 2)", "primals": {"x": [0.1, 0.5]}}"#, true),
    (#"{"expression": "tanh(x) * 3", "primals": {"x": [0.1, 0.5]}, "tangents": {"x": [1, 2]}}"#, true),
    (#"{"expression": "relu(x)", "primals": {"x": [0, 0]}}"#, false),
  ]) func checkTellsWhetherDerivativesHold(params: String, passes: Bool) throws {
    let result = try JSONDocument(parsing: Array(Self.answer("check", params).utf8)).root
    #expect(result["passed"]?.bool == passes)
    let errors = try #require(result["checks"]?.elements).compactMap { $0["relative_error"]?.double }
    #expect(!errors.isEmpty && errors.max() == result["max_relative_error"]?.double)
  }

  /// Both modes, in one pass and in several, on a network with batched and unrolled operations.
  @Test(arguments: [
    "x @ w1 + b", "tanh(x @ w1) @ transpose(w1)", "softmax(x @ w1) * sum(x, axis=1, keepdims=true)",
    "cumsum(x @ w1, axis=1)",
  ])
  func jacobianModesAgree(formula: String) throws {
    func jacobian(_ mode: String) throws -> [Double] {
      let params = #"""
        {"expression": "\#(formula)", "dtype": "float64", "mode": "\#(mode)", "primals": ["w1", "x"],
         "inputs": {"x": [[0.1, -0.2, 0.3], [1, 0.5, -1]], "w1": [[0.3, 0.1], [-0.7, 0.2], [0.9, -0.4]], "b": [1, 2]}}
        """#
      let used =
        formula.contains("b") && !formula.contains("sum") ? params : params.replacing(#", "b": [1, 2]"#, with: "")
      let result = try JSONDocument(parsing: Array(Self.answer("jacobian", used).utf8)).root
      return try ["w1", "x"].flatMap { try #require(result["jacobian"]?[$0]).scalars(of: Double.self) }
    }
    let (forward, reverse) = (try jacobian("forward"), try jacobian("reverse"))
    #expect(forward.count == reverse.count)
    for (f, r) in zip(forward, reverse) { #expect(abs(f - r) <= 1e-12 * max(1, abs(r))) }
  }

  @Test func eightLevels() throws {
    let transforms = Array(repeating: #"{"jvp": {"tangents": {"x": 1}}}"#, count: 8).joined(separator: ", ")
    let answer = try Self.answer(
      "derivative", #"{"expression": "x ** 9", "inputs": {"x": 2}, "dtype": "float64", "transforms": [\#(transforms)]}"#
    )
    let derivative = try #require(JSONDocument(parsing: Array(answer.utf8)).root["derivative"]?.double)
    #expect(abs(derivative / 725760 - 1) < 1e-12)
  }
}
