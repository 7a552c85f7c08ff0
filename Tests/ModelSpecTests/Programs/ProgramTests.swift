import Autodiff
import Testing

@testable import ModelSpec

@Suite struct ProgramTests {
  static func program(_ nodes: String, _ outputs: String = #"["y"]"#, _ inputs: String = "{}") -> String {
    #"{"program": {"nodes": [\#(nodes)], "outputs": \#(outputs)}, "inputs": \#(inputs)}"#
  }

  static let values: [(String, String, [Double])] = [
    (#"{"id": "y", "op": "add", "inputs": ["a", "b"]}"#, #"{"a": 1, "b": [2, 3]}"#, [3, 4]),
    (
      #"{"id": "y", "op": "mul", "inputs": ["h", "h"]}, {"id": "h", "op": "add", "inputs": ["a", "a"]}"#,
      #"{"a": [1, 2]}"#, [4, 16]
    ),
    (
      #"{"id": "y", "op": "matmul", "inputs": ["a", "b"], "attrs": {"transpose_b": true}}"#,
      #"{"a": [[1, 2]], "b": [[3, 4]]}"#, [11]
    ),
    (
      #"{"id": "c", "op": "constant", "attrs": {"value": [1, 2]}}, {"id": "y", "op": "sub", "inputs": ["c", "a"]}"#,
      #"{"a": 1}"#, [0, 1]
    ),
    (
      #"{"id": "c", "op": "constant", "attrs": {"value": 2}}, {"id": "y", "op": "pow", "inputs": ["a", "c"]}"#,
      #"{"a": 3}"#, [9]
    ),
    (
      #"{"id": "y", "op": "reduce_sum", "inputs": ["a"], "attrs": {"axis": [0]}}"#, #"{"a": [[1, 2], [3, 4]]}"#, [4, 6]
    ),
    (#"{"id": "y", "op": "reduce_sum", "inputs": ["a"], "attrs": {"axis": null}}"#, #"{"a": [[1, 2], [3, 4]]}"#, [10]),
    (
      #"{"id": "y", "op": "pad", "inputs": ["a"], "attrs": {"paddings": [[0, 1]], "value": "-Infinity"}}"#,
      #"{"a": [1]}"#, [1, -.infinity]
    ),
    (
      #"{"id": "y", "op": "pad", "inputs": ["a"], "attrs": {"paddings": [[1.0, 0]], "mode": "constant", "value": 1e-1}}"#,
      #"{"a": [1]}"#, [0.1, 1]
    ),
    (#"{"id": "y", "op": "where", "inputs": ["c", "a", "b"]}"#, #"{"c": [1, 0], "a": 1, "b": 2}"#, [1, 2]),
    (
      #"{"id": "y", "op": "mean_squared_error", "inputs": ["t", "p"], "attrs": {"reduction": "sum"}}"#,
      #"{"t": [[1, 2]], "p": [[3, 6]]}"#, [10]
    ),
  ]

  @Test(arguments: values) func value(nodes: String, inputs: String, expected: [Double]) throws {
    #expect(try Request(Self.program(nodes, #"["y"]"#, inputs)).value() == expected)
  }

  @Test func severalOutputsAndInputsInOrderOfUse() throws {
    let request = try Request(
      Self.program(
        #"{"id": "y", "op": "exp", "inputs": ["z"]}, {"id": "z", "op": "sub", "inputs": ["b", "a"]}"#,
        #"["y", "b", "y"]"#, #"{"a": 1, "b": 1}"#))
    #expect(try request.outputs().map { try #require($0.doubles) } == [[1], [1], [1]])
    #expect(try request.definition().inputs.map(\.name) == ["b", "a"])
    #expect(try request.definition().outputCount == 3)
  }

  @Test func tensorConstantsAreInputsAndScalarsAreStructure() throws {
    func definition(_ constant: String) throws -> FunctionDefinition {
      try Request(
        Self.program(
          #"{"id": "c", "op": "constant", "attrs": {"value": \#(constant)}}, {"id": "y", "op": "add", "inputs": ["c", "x"]}"#
        )
      ).definition()
    }
    #expect(try definition("[1, 2]") == definition("[3, 4]"))
    #expect(try definition("1") != definition("2"))
    #expect(try definition("[1]").inputs.map(\.role) == [.constant, .data])
    #expect(try definition("1").inputs.map(\.role) == [.data])
  }

  static let errors: [(String, String, SpecError.Kind, String, String)] = [
    (#"{"id": "y"}"#, #"["y"]"#, .missing, "program.nodes[0].op", "a node needs \"op\""),
    (#"{"op": "add"}"#, #"["y"]"#, .missing, "program.nodes[0].id", "a node needs \"id\""),
    (#"{"id": "", "op": "add"}"#, #"["y"]"#, .invalidValue, "program.nodes[0].id", "not empty"),
    (#"{"id": "y", "op": "exp", "inputs": "x"}"#, #"["y"]"#, .invalidValue, "program.nodes[0].inputs", "an array"),
    (#"{"id": "y", "op": "exp", "inputs": [1]}"#, #"["y"]"#, .invalidValue, "program.nodes[0].inputs[0]", "a name"),
    (
      #"{"id": "y", "op": "matmull", "inputs": ["a", "b"]}"#, #"["y"]"#, .unknownOperation, "program.nodes[0].op",
      "unknown operation \"matmull\"; did you mean \"matmul\"?"
    ),
    (
      #"{"id": "y", "op": "matmul", "inputs": ["a", "b"], "attrs": {"transpose_c": true}}"#, #"["y"]"#,
      .unknownParameter, "program.nodes[0].attrs.transpose_c", "did you mean \"transpose_a\"?"
    ),
    (
      #"{"id": "y", "op": "exp", "inputs": ["x"], "atrs": {}}"#, #"["y"]"#, .unknownParameter,
      "program.nodes[0].atrs", "did you mean \"attrs\"?"
    ),
    (
      #"{"id": "y", "op": "reshape", "inputs": ["x"]}"#, #"["y"]"#, .missing, "program.nodes[0].attrs.shape",
      "reshape needs the attribute \"shape\""
    ),
    (
      #"{"id": "y", "op": "add", "inputs": ["x"]}"#, #"["y"]"#, .operandCount, "program.nodes[0].inputs",
      "node \"y\": add takes 2 operands (x, y), not 1"
    ),
    (
      #"{"id": "y", "op": "exp", "inputs": ["x"]}, {"id": "y", "op": "log", "inputs": ["x"]}"#, #"["y"]"#,
      .duplicateName, "program.nodes[1].id", "two nodes have the id \"y\""
    ),
    (
      #"{"id": "a", "op": "exp", "inputs": ["b"]}, {"id": "b", "op": "exp", "inputs": ["a"]}"#, #"["a"]"#, .cycle,
      "program.nodes[0].inputs", "node \"a\" depends on itself: \"a\" takes \"b\" takes \"a\""
    ),
    (
      #"{"id": "yes", "op": "exp", "inputs": ["x"]}"#, #"["yess"]"#, .unknownName, "program.outputs[0]",
      "no node has the id \"yess\"; did you mean \"yes\"?"
    ),
    (#"{"id": "y", "op": "exp", "inputs": ["x"]}"#, "[]", .invalidValue, "program.outputs", "at least one name"),
    (#"{"id": "c", "op": "constant"}"#, #"["c"]"#, .missing, "program.nodes[0].attrs.value", "needs the attribute"),
    (
      #"{"id": "c", "op": "constant", "attrs": {"value": [1, [2]]}}"#, #"["c"]"#, .raggedTensor,
      "program.nodes[0].attrs.value[1]", "ragged"
    ),
    (
      #"{"id": "c", "op": "constant", "inputs": ["x"], "attrs": {"value": 1}}"#, #"["c"]"#, .operandCount,
      "program.nodes[0].inputs", "a constant takes no inputs"
    ),
    (
      #"{"id": "y", "op": "matmul", "inputs": ["m", "n"]}"#, #"["y"]"#, .shapeMismatch, "program.nodes[0]",
      "node \"y\": matmul: the shapes [1, 2] and [1, 3]"
    ),
    (
      #"{"id": "y", "op": "reduce_sum", "inputs": ["m"], "attrs": {"axis": 7}}"#, #"["y"]"#, .badAttribute,
      "program.nodes[0]", "axis 7 is out of range"
    ),
    (
      #"{"id": "y", "op": "reduce_sum", "inputs": ["m"], "attrs": {"axis": {}}}"#, #"["y"]"#, .invalidValue,
      "program.nodes[0].attrs.axis", "got an object"
    ),
    (
      #"{"id": "y", "op": "exp", "inputs": ["absent"]}"#, #"["y"]"#, .missing, "inputs.absent",
      "needs the input \"absent\""
    ),
    (
      #"{"id": "y", "op": "huber", "inputs": ["m", "m"], "attrs": {"delta": "x"}}"#, #"["y"]"#, .badAttribute,
      "program.nodes[0]", "huber: \"delta\" must be a number, not a string"
    ),
  ]

  @Test(arguments: errors)
  func error(nodes: String, outputs: String, kind: SpecError.Kind, path: String, message: String) throws {
    let params = Self.program(nodes, outputs, #"{"m": [[1, 2]], "n": [[1, 2, 3]]}"#)
    let error = try #require(throws: SpecError.self) { try Request(params).outputs() }
    #expect(error.kind == kind)
    #expect(error.path == "params." + path)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func nodesAreLimited() throws {
    let nodes = (0..<5).map { #"{"id": "n\#($0)", "op": "exp", "inputs": ["x"]}"# }.joined(separator: ",")
    let error = try #require(throws: SpecError.self) {
      try Request(Self.program(nodes), limits: SpecLimits(nodes: 4)).definition()
    }
    #expect(error.kind == .limitExceeded)
  }
}
