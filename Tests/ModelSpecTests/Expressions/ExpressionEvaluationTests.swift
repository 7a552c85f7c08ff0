import Autodiff
import Testing

@testable import ModelSpec

@Suite struct ExpressionEvaluationTests {
  static let inputs =
    #""inputs": {"x": [[1, 2, 3], [4, 5, 6]], "v": [1, -2, 3], "s": 2.5, "idx": [2, 0], "c": [1, 0, 1]}"#

  static func request(_ expression: String) throws -> Request {
    let escaped = expression.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return try Request(#"{"expression": "\#(escaped)", \#(inputs)}"#)
  }

  static let values: [(String, [Int], [Double])] = [
    ("2 + 3 * 4", [], [14]),
    ("2 ** -1", [], [0.5]),
    ("7 // 2 - 7 % 4", [], [0]),
    ("s", [], [2.5]),
    ("-s ** 2", [], [-6.25]),
    ("v + 1", [3], [2, -1, 4]),
    ("2 * v - v / 2", [3], [1.5, -3, 4.5]),
    ("v ** 2", [3], [1, 4, 9]),
    ("2 ** v", [3], [2, 0.25, 8]),
    ("v // 2", [3], [0, -1, 1]),
    ("v % 2", [3], [1, 0, 1]),
    ("x + v", [2, 3], [2, 0, 6, 5, 3, 9]),
    ("x @ v", [2], [6, 12]),
    ("v @ v", [], [14]),
    ("v @ x.T", [2], [6, 12]),
    ("x @ x.T", [2, 2], [14, 32, 32, 77]),
    ("matmul(x, v)", [2], [6, 12]),
    ("x.T", [3, 2], [1, 4, 2, 5, 3, 6]),
    ("T(x)", [3, 2], [1, 4, 2, 5, 3, 6]),
    ("sum(x)", [], [21]),
    ("sum(x, axis=0)", [3], [5, 7, 9]),
    ("sum(x, 1)", [2], [6, 15]),
    ("sum(x, axis=1, keepdims=True)", [2, 1], [6, 15]),
    ("sum(x, axis=(0, 1))", [], [21]),
    ("x.mean(axis=-1)", [2], [2, 5]),
    ("max(x, axis=0) - min(x, axis=0)", [3], [3, 3, 3]),
    ("reduce_sum(x, axis=[0], keepdims=true)", [1, 3], [5, 7, 9]),
    ("maximum(v, 0)", [3], [1, 0, 3]),
    ("maximum(0, v)", [3], [1, 0, 3]),
    ("where(v > 0, v, 0)", [3], [1, 0, 3]),
    ("where(c, v, -v)", [3], [1, 2, 3]),
    ("(v > 0) * v", [3], [1, 0, 3]),
    ("mean(v > 0)", [], [2.0 / 3]),
    ("where((v > 0) & (v < 2), 1, 0)", [3], [1, 0, 0]),
    ("where(~(v > 0) | (v == 3), 1, 0)", [3], [0, 1, 1]),
    ("where(v != 3, v, 10)", [3], [1, -2, 10]),
    ("abs(v)", [3], [1, 2, 3]),
    ("sqrt(v * v)", [3], [1, 2, 3]),
    ("square(v)", [3], [1, 4, 9]),
    ("relu(v)", [3], [1, 0, 3]),
    ("reshape(x, [3, 2])", [3, 2], [1, 2, 3, 4, 5, 6]),
    ("reshape(x, 3, -1)", [3, 2], [1, 2, 3, 4, 5, 6]),
    ("x.reshape(-1)", [6], [1, 2, 3, 4, 5, 6]),
    ("reshape(x, shape=[6])", [6], [1, 2, 3, 4, 5, 6]),
    ("ravel(x)", [6], [1, 2, 3, 4, 5, 6]),
    ("transpose(x, 1, 0)", [3, 2], [1, 4, 2, 5, 3, 6]),
    ("transpose(x, axes=[1, 0])", [3, 2], [1, 4, 2, 5, 3, 6]),
    ("expand_dims(v, 0)", [1, 3], [1, -2, 3]),
    ("array([1, 2, 3]) * v", [3], [1, -4, 9]),
    ("[[1, 2], [3, 4]] @ [[1], [1]]", [2, 1], [3, 7]),
    ("zeros([2])", [2], [0, 0]),
    ("ones(2) * 3", [2], [3, 3]),
    ("full([2], s)", [2], [2.5, 2.5]),
    ("ones_like(v) + zeros_like(v)", [3], [1, 1, 1]),
    ("eye(2)", [2, 2], [1, 0, 0, 1]),
    ("arange(3)", [3], [0, 1, 2]),
    ("arange(1, 6, 2)", [3], [1, 3, 5]),
    ("arange(3, 0, -1)", [3], [3, 2, 1]),
    ("sum(x) / x.shape[0]", [], [10.5]),
    ("reshape(x, [x.shape[1], x.shape[0]])", [3, 2], [1, 2, 3, 4, 5, 6]),
    ("x.size + x.ndim + len(x)", [], [10]),
    ("[1, 2, 3][-1]", [], [3]),
    ("sum([1, 2, 3, 4][::2])", [], [4]),
    ("pi", [], [Double.pi]),
    ("e ** 1", [], [2.718281828459045]),
    ("-inf", [], [-Double.infinity]),
    ("pi = 3; pi", [], [3]),
    ("h = v * 2; h = h + 1\nsum(h)", [], [7]),
    ("mean_squared_error(v, v + 2)", [], [4]),
    ("huber(v, v + 3, delta=1, reduction='sum')", [], [2.5]),
    // Subscripts
    ("x[...]", [2, 3], [1, 2, 3, 4, 5, 6]),
    ("x[None]", [1, 2, 3], [1, 2, 3, 4, 5, 6]),
    ("v[:, None]", [3, 1], [1, -2, 3]),
    ("x[1, ::-1]", [3], [6, 5, 4]),
    ("x[:, [0, -1]]", [2, 2], [1, 3, 4, 6]),
    ("x[:, idx]", [2, 2], [3, 1, 6, 4]),
    ("concatenate([v, v])", [6], [1, -2, 3, 1, -2, 3]),
    ("concat(v, v, axis=0)", [6], [1, -2, 3, 1, -2, 3]),
    ("[v, v * 2]", [2, 3], [1, -2, 3, 2, -4, 6]),
    ("gather(v, idx)", [2], [3, 1]),
    ("cast(v > 0, 'float64')", [3], [1, 0, 1]),
    ("one_hot(idx, 3)", [2, 3], [0, 0, 1, 1, 0, 0]),
    ("softmax([0, 0])", [2], [0.5, 0.5]),
    ("leaky_relu(v, negative_slope=0.5)", [3], [1, -1, 3]),
    ("v[None, :, None]", [1, 3, 1], [1, -2, 3]),
  ]

  @Test(arguments: values) func value(expression: String, shape: [Int], expected: [Double]) throws {
    let outputs = try Self.request(expression).outputs()
    #expect(outputs.count == 1)
    #expect(outputs[0].shape.dimensions == shape)
    #expect(outputs[0].dtype == .float64)
    #expect(agree(try #require(outputs[0].doubles), expected), "\(outputs[0].doubles as Any)")
  }

  @Test func tuplesAreSeveralOutputs() throws {
    let request = try Self.request("(s, v * 2)")
    #expect(try request.outputs().map { try #require($0.doubles) } == [[2.5], [2, -4, 6]])
    #expect(try request.definition().outputCount == 2)
  }

  @Test func numbersTakeTheRequestsType() throws {
    #expect(try Request(#"{"expression": "1 / 3"}"#, dtype: .float32).outputs()[0].elements(as: Float.self) == [1 / 3])
    #expect(
      try Request(#"{"expression": "x * 2", "inputs": {"x": 1}}"#, dtype: .float32).outputs()[0].dtype == .float32)
  }

  @Test func inputsSayWhatTheyAreUsedAs() throws {
    let inputs = try Self.request("where(c, x[idx], a) + e * idx2 + x[idx2]").definition().inputs
    #expect(inputs.map(\.name) == ["c", "x", "idx", "a", "e", "idx2"])
    #expect(inputs.map(\.kind) == [.boolean, .floating, .integer, .floating, .floating, .floating])
    #expect(inputs.map(\.isRequired) == [true, true, true, true, false, true])
  }

  @Test func anInputTakesTheNameOfAConstant() throws {
    #expect(try Request(#"{"expression": "e + pi", "inputs": {"e": 1}}"#).value() == [1 + Double.pi])
  }

  static let errors: [(String, SpecError.Kind, Int, String)] = [
    ("x + y", .missing, 5, "needs the input \"y\""),
    ("tahn(x)", .unknownOperation, 1, "unknown operation \"tahn\"; did you mean \"tanh\"?"),
    ("1 + summ(x)", .unknownOperation, 5, "did you mean \"sum\"?"),
    ("x @ x", .shapeMismatch, 3, "\"@\": the shapes [2, 3] and [2, 3] do not fit"),
    ("x @ s", .shapeMismatch, 3, "takes vectors and matrices"),
    ("v + x.T", .shapeMismatch, 3, "the shapes [3] and [3, 2] cannot be broadcast"),
    ("sum(x, axis=2)", .badAttribute, 1, "axis 2 is out of range"),
    ("sum(x, axes=2)", .unknownParameter, 1, "reduce_sum has no argument \"axes\"; did you mean \"axis\"?"),
    ("tril(x, 1)", .operandCount, 1, "takes 1 operand"),
    ("sum(x, axis=s)", .badAttribute, 1, "must be known beforehand"),
    ("sum(x, 0, axis=1)", .badAttribute, 1, "\"axis\" is given twice"),
    ("sum()", .operandCount, 1, "reduce_sum takes 1 operand (x), not 0"),
    ("tanh(x, x)", .operandCount, 1, "tanh takes 1 operand (x), not 2"),
    ("maximum(x)", .operandCount, 1, "maximum takes 2 operands (x, y), not 1"),
    ("reshape(x)", .badAttribute, 1, "reshape needs \"shape\""),
    ("reshape(x, [4])", .shapeMismatch, 1, "reshape"),
    ("x * 'a'", .dtypeMismatch, 3, "a string is not a tensor"),
    ("x + None", .dtypeMismatch, 3, "null is not a tensor"),
    ("'a' + 'b'", .dtypeMismatch, 5, "\"+\" does not apply to a string and a string"),
    ("1 @ 2", .dtypeMismatch, 3, "\"@\" does not apply"),
    ("-'a'", .dtypeMismatch, 1, "\"-\" does not apply"),
    ("~sum(x)", .dtypeMismatch, 1, "bool"),
    ("[1, [2]] + x", .shapeMismatch, 10, "must be of one type and shape"),
    ("[] + x", .shapeMismatch, 4, "an empty list is not a tensor"),
    ("x[2]", .indexOutOfRange, 2, "index 2 is out of range for an axis of extent 2"),
    ("x[0, 0, 0]", .indexOutOfRange, 2, "3 indices for a tensor of shape [2, 3]"),
    ("x[..., ...]", .badAttribute, 2, "\"...\" stands for all other axes, so it can stand once"),
    ("x[::0]", .badAttribute, 2, "the step of a slice cannot be 0"),
    ("x[[0], [1]]", .badAttribute, 2, "write two subscripts"),
    ("x[0, [1]]", .badAttribute, 2, "write two subscripts"),
    ("v[[0, 3]]", .indexOutOfRange, 2, "3"),
    ("v[[-4]]", .indexOutOfRange, 2, "-4"),
    ("x[1.5]", .dtypeMismatch, 2, "an index must be an integer"),
    ("x[1.5:]", .badAttribute, 2, "a bound of a slice must be an integer"),
    ("x['a']", .dtypeMismatch, 2, "an index must be an integer"),
    ("eye(100000)", .limitExceeded, 1, "from 0 to 1024"),
    ("arange(100000000)", .limitExceeded, 1, "a list has at most"),
    ("arange(0, 1, 0)", .badAttribute, 1, "cannot be 0"),
    ("len(s)", .shapeMismatch, 1, "a scalar has no length"),
    ("zeros(2, 3)", .operandCount, 1, "zeros takes 1 arguments, not 2"),
    ("zeros([2], dtype='x')", .unknownParameter, 1, "zeros has no argument \"dtype\""),
    ("huber(v, v, delta='x')", .badAttribute, 1, "\"delta\" must be a number"),
    ("a = 1\nb = x @ x\nb", .shapeMismatch, 7, "line 2, column 7"),
  ]

  @Test(arguments: errors)
  func error(expression: String, kind: SpecError.Kind, column: Int, message: String) throws {
    let error = try #require(throws: SpecError.self) { try Self.request(expression).outputs() }
    #expect(error.kind == kind)
    #expect(error.path == "params.expression")
    #expect(error.location?.column == column)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func numbersBeyondFloat32() throws {
    let error = try #require(throws: SpecError.self) {
      try Request(#"{"expression": "x * 1e39", "inputs": {"x": 1}}"#, dtype: .float32).outputs()
    }
    #expect(error.kind == .badNumber)
    #expect(error.location?.column == 3)
  }

  static let listBombs = [
    (0..<30).reduce("a0 = [1]") { text, n in "\(text); a\(n + 1) = [a\(n)]" } + "; a30",
    (0..<15).reduce("a0 = [" + String(repeating: "1,", count: 100) + "]") { text, n in
      "\(text); a\(n + 1) = [" + String(repeating: "a\(n),", count: 100) + "]"
    } + "; a15",
  ]

  @Test(arguments: listBombs) func listBomb(expression: String) throws {
    let error = try #require(throws: SpecError.self) { try Self.request(expression).outputs() }
    #expect(error.kind == .limitExceeded)
  }
}
