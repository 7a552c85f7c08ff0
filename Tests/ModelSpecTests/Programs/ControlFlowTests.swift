import Autodiff
import Testing

@testable import ModelSpec

@Suite struct ControlFlowTests {
  static func branches(_ then: String, _ otherwise: String, inputs: String = #"["c", "x"]"#) -> String {
    #"""
    {"nodes": [{"id": "zero", "op": "constant", "attrs": {"value": 0}},
      {"id": "c", "op": "greater", "inputs": ["s", "zero"]},
      {"id": "y", "op": "cond", "inputs": \#(inputs), "attrs": {"then": \#(then), "else": \#(otherwise)}}],
     "outputs": ["y"]}
    """#
  }

  static let square =
    #"{"inputs": ["a"], "nodes": [{"id": "r", "op": "square", "inputs": ["a"]}], "outputs": ["r"]}"#
  static let shifted = #"""
    {"inputs": ["a"], "nodes": [{"id": "k", "op": "constant", "attrs": {"value": [10, 20]}},
      {"id": "r", "op": "add", "inputs": ["a", "k"]}], "outputs": ["r"]}
    """#

  /// x ** n by n multiplications.
  static func power(output: String = #", "output": 1"#) -> String {
    #"""
    {"nodes": [{"id": "one", "op": "constant", "attrs": {"value": 1}},
      {"id": "y", "op": "while_loop", "inputs": ["n", "one", "x"], "attrs": {
        "cond": {"inputs": ["n", "p", "x"], "nodes": [{"id": "zero", "op": "constant", "attrs": {"value": 0}},
          {"id": "more", "op": "greater", "inputs": ["n", "zero"]}], "outputs": ["more"]},
        "body": {"inputs": ["n", "p", "x"], "nodes": [{"id": "one", "op": "constant", "attrs": {"value": 1}},
          {"id": "left", "op": "sub", "inputs": ["n", "one"]}, {"id": "q", "op": "mul", "inputs": ["p", "x"]}],
          "outputs": ["left", "q", "x"]}\#(output)}}],
     "outputs": ["y"]}
    """#
  }

  @Test(arguments: [(1.0, [1.0, 4.0]), (-1.0, [11.0, 22.0])]) func branch(s: Double, expected: [Double]) throws {
    let program = Self.branches(Self.square, Self.shifted)
    #expect(try Request(#"{"program": \#(program), "inputs": {"s": \#(s), "x": [1, 2]}}"#).value() == expected)
  }

  @Test(arguments: [(0, 1.0), (1, 3.0), (4, 81.0)]) func turns(n: Int, expected: Double) throws {
    #expect(
      try Request(#"{"program": \#(Self.power()), "inputs": {"n": \#(n), "x": 3}}"#).value() == [expected])
  }

  @Test func theFirstVariableComesOutByDefault() throws {
    #expect(try Request(#"{"program": \#(Self.power(output: "")), "inputs": {"n": 2, "x": 3}}"#).value() == [0])
  }

  @Test func loopsAreDifferentiable() throws {
    let request = try Request(#"{"program": \#(Self.power()), "inputs": {"n": 4, "x": 3}}"#)
    let definition = try request.definition()
    let (n, x) = (try Tensor(4.0), try Tensor(3.0))
    let tape = GradientTape()
    try tape.watch(x)
    let value = try tape.recording { try definition(["n": n, "x": x], dtype: .float64) }
    #expect(try tape.gradients(of: value, [x])[0]?.doubles == [4 * 27])
  }

  @Test func turnsAreLimited() throws {
    let text = #"{"program": \#(Self.power()), "inputs": {"n": 1000, "x": 1}}"#
    let error = try #require(throws: SpecError.self) {
      try Request(text, limits: SpecLimits(loopTurns: 10)).outputs()
    }
    #expect(error.kind == .limitExceeded)
    #expect(error.path == "params.program.nodes[1]")
  }

  @Test func nestedSubprogramsAreBounded() throws {
    let nested = (0..<5).reduce(Self.square) { inner, _ in
      #"""
      {"inputs": ["a"], "nodes": [{"id": "k", "op": "constant", "attrs": {"value": true}},
        {"id": "r", "op": "cond", "inputs": ["k", "a"], "attrs": {"then": \#(inner), "else": \#(Self.square)}}],
       "outputs": ["r"]}
      """#
    }
    let error = try #require(throws: SpecError.self) {
      try Request(
        #"{"program": \#(Self.branches(nested, Self.square))}"#, limits: SpecLimits(depth: 5)
      ).definition()
    }
    #expect(error.kind == .limitExceeded)
  }

  static let errors: [(String, SpecError.Kind, String, String)] = [
    (branches("1", square), .invalidValue, "nodes[2].attrs.then", "expected an object: a sub-program"),
    (branches("{}", square), .missing, "nodes[2].attrs.then.inputs", "a sub-program needs \"inputs\""),
    (
      branches(square, square, inputs: #"["c"]"#), .operandCount, "nodes[2].attrs.then.inputs",
      "this sub-program takes 0 inputs, not 1"
    ),
    (
      branches(square, square, inputs: "[]"), .operandCount, "nodes[2].inputs",
      "node \"y\": expected a condition and any arguments"
    ),
    (
      branches(square, #"{"inputs": ["a"], "nodes": [], "outputs": ["a", "a"]}"#), .operandCount,
      "nodes[2].attrs.else.outputs", "this sub-program gives 1 output, not 2"
    ),
    (
      branches(#"{"inputs": ["a"], "nodes": [{"id": "r", "op": "exp", "inputs": ["x"]}], "outputs": ["r"]}"#, square),
      .unknownName, "nodes[2].attrs.then.nodes[0].inputs[0]", "a sub-program uses nothing but its inputs"
    ),
    (
      branches(#"{"inputs": ["a", "a"], "nodes": [], "outputs": ["a"]}"#, square), .duplicateName,
      "nodes[2].attrs.then.inputs[1]", "two inputs or nodes are named \"a\""
    ),
    (
      branches(
        #"{"inputs": ["a"], "nodes": [{"id": "r", "op": "matmul", "inputs": ["a", "a"]}], "outputs": ["r"]}"#, square),
      .shapeMismatch, "nodes[2].attrs.then.nodes[0]", "node \"r\": matmul"
    ),
    (
      branches(
        #"{"inputs": ["a"], "nodes": [{"id": "r", "op": "reduce_sum", "inputs": ["a"]}], "outputs": ["r"]}"#, square),
      .shapeMismatch, "nodes[2]", "node \"y\": cond: the branches give"
    ),
    (power(output: #", "output": 3"#), .invalidValue, "nodes[1].attrs.output", "the number of a loop variable, 0 to 2"),
    (power(output: #", "turns": 3"#), .unknownParameter, "nodes[1].attrs.turns", "while_loop has no parameter"),
    (
      #"{"nodes": [{"id": "y", "op": "while_loop", "inputs": ["x"]}], "outputs": ["y"]}"#, .missing, "nodes[0].attrs",
      "while_loop needs sub-programs"
    ),
    (
      #"{"nodes": [{"id": "y", "op": "while_lop", "inputs": ["x"]}], "outputs": ["y"]}"#, .unknownOperation,
      "nodes[0].op", "did you mean \"while_loop\"?"
    ),
  ]

  @Test(arguments: errors)
  func error(program: String, kind: SpecError.Kind, path: String, message: String) throws {
    let error = try #require(throws: SpecError.self) {
      try Request(#"{"program": \#(program), "inputs": {"s": 1, "x": [1, 2], "n": 1}}"#).outputs()
    }
    #expect(error.kind == kind)
    #expect(error.path == "params.program." + path)
    #expect(error.message.contains(message), "\(error.message)")
  }
}
