import Autodiff
import JSON
import Testing

@testable import ModelSpec

@Suite struct TensorDecoderTests {
  static func decode(_ text: String, _ dtype: DType = .float64, _ kind: ElementKind = .floating) throws -> Tensor {
    let document = try JSONDocument(parsing: Array("{\"t\": \(text)}".utf8))
    let value = try #require(document.root["t"])
    return try TensorDecoder(dtype: dtype, maximumElements: 1000).tensor(value, as: kind)
  }

  static let tensors: [(String, String, [Double])] = [
    ("1.5", "float64[]", [1.5]),
    ("-0.0", "float64[]", [-0.0]),
    ("1E5", "float64[]", [1e5]),
    ("1e-400", "float64[]", [0]),
    (#""NaN""#, "float64[]", [.nan]),
    ("[]", "float64[0]", []),
    ("[[], []]", "float64[2, 0]", []),
    ("[1, 2.5, 3e2]", "float64[3]", [1, 2.5, 300]),
    ("[[2.0, 3.0], [1.0, 4.0]]", "float64[2, 2]", [2, 3, 1, 4]),
    (#"[1, "Infinity", "-Infinity", "NaN"]"#, "float64[4]", [1, .infinity, -.infinity, .nan]),
    ("[[[1], [2]], [[3], [4]]]", "float64[2, 2, 1]", [1, 2, 3, 4]),
    ("[true, false]", "bool[2]", [1, 0]),
    (#"{"shape": [2, 2], "data": [1, 2, 3, 4]}"#, "float64[2, 2]", [1, 2, 3, 4]),
    (#"{"shape": [], "data": [7]}"#, "float64[]", [7]),
    (#"{"shape": [0, 3], "data": []}"#, "float64[0, 3]", []),
    (#"{"data": [1, 2], "shape": [2], "dtype": "int32"}"#, "int32[2]", [1, 2]),
    (#"{"shape": [2], "data": [1, 2], "dtype": "float64"}"#, "float64[2]", [1, 2]),
    (#"{"shape": [1], "data": [9007199254740993], "dtype": "int64"}"#, "int64[1]", [9_007_199_254_740_992]),
    (#"{"shape": [2], "data": [true, false]}"#, "bool[2]", [1, 0]),
    (#"{"shape": [2], "data": [1, 0], "dtype": "bool"}"#, "bool[2]", [1, 0]),
    (#"{"shape": [1], "dtype": "float64", "base64": "AAAAAAAA+D8="}"#, "float64[1]", [1.5]),
    (#"{"shape": [], "base64": "AAAAAAAA+D8="}"#, "float64[]", [1.5]),
    (#"{"shape": [2], "dtype": "int32", "base64": "AQAAAP////8="}"#, "int32[2]", [1, -1]),
    (#"{"shape": [3], "dtype": "bool", "base64": "AQAB"}"#, "bool[3]", [1, 0, 1]),
    (#"{"shape": [0], "base64": ""}"#, "float64[0]", []),
  ]

  @Test(arguments: tensors) func tensor(text: String, type: String, elements: [Double]) throws {
    let tensor = try Self.decode(text)
    #expect(tensor.type.description == type)
    #expect(agree(try #require(tensor.doubles), elements, 0))
  }

  @Test func integersBeyond2To53AreExact() throws {
    let tensor = try Self.decode("[9007199254740993, -9223372036854775808, 9223372036854775807]", .float32, .integer)
    #expect(tensor.elements(as: Int64.self) == [9_007_199_254_740_993, .min, .max])
  }

  @Test func numbersAreRoundedOnce() throws {
    // Halfway between two floats but for the last digit: rounding to a double first would lose it.
    let tensor = try Self.decode("1.00000005960464484", .float32)
    #expect(tensor.elements(as: Float.self) == [1.0000001])
  }

  @Test(arguments: [("[0, 1]", [false, true]), ("[true]", [true])])
  func conditions(text: String, expected: [Bool]) throws {
    #expect(try Self.decode(text, .float32, .boolean).elements(as: Bool.self) == expected)
  }

  static let errors: [(String, DType, ElementKind, SpecError.Kind, String, String)] = [
    ("[[1, 2], [3]]", .float32, .floating, .raggedTensor, "t[1]", "expected 2 elements"),
    ("[1, [2]]", .float32, .floating, .raggedTensor, "t[1]", "expected a number"),
    ("[[1], 2]", .float32, .floating, .raggedTensor, "t[1]", "expected an array of 1 elements"),
    ("[1, null]", .float32, .floating, .badNumber, "t[1]", "expected a number, got null"),
    ("[1, \"2\"]", .float32, .floating, .badNumber, "t[1]", "expected a number, got \"2\""),
    ("\"one\"", .float32, .floating, .badNumber, "t", "expected a number"),
    ("null", .float32, .floating, .badNumber, "t", "expected a number"),
    ("[1, true]", .float32, .floating, .badNumber, "t[1]", "expected a number"),
    ("1e400", .float64, .floating, .badNumber, "t", "beyond the range of float64"),
    ("[1, 1e39]", .float32, .floating, .badNumber, "t[1]", "beyond the range of float32"),
    ("[1.5]", .float32, .integer, .badNumber, "t[0]", "expected an integer, got 1.5"),
    ("[9223372036854775808]", .float32, .integer, .badNumber, "t[0]", "beyond the range"),
    ("[2]", .float32, .boolean, .dtypeMismatch, "t", "a condition is true or false"),
    ("{}", .float32, .floating, .missing, "t.shape", "a tensor needs \"shape\""),
    (#"{"shape": [2]}"#, .float32, .floating, .missing, "t.data", "a tensor needs \"data\""),
    (#"{"shape": 2, "data": [1]}"#, .float32, .floating, .invalidValue, "t.shape", "an array of extents"),
    (#"{"shape": [-1], "data": [1]}"#, .float32, .floating, .invalidValue, "t.shape[0]", "an extent"),
    (#"{"shape": [2], "data": [1]}"#, .float32, .floating, .shapeMismatch, "t.data", "holds 2 elements"),
    (#"{"shape": [1], "data": [[1]]}"#, .float32, .floating, .shapeMismatch, "t.data", "[1, 1]"),
    (#"{"shape": [1], "data": [1], "dtype": "float46"}"#, .float32, .floating, .unknownName, "t.dtype", "\"float64\"?"),
    (#"{"shape": [1], "data": [1], "dtype": "float64"}"#, .float32, .floating, .dtypeMismatch, "t.dtype", "float32"),
    (#"{"shape": [1], "data": [true], "dtype": "int32"}"#, .float32, .floating, .dtypeMismatch, "t.data", "no numbers"),
    (#"{"shape": [1], "data": [1], "typ": 1}"#, .float32, .floating, .unknownParameter, "t.typ", "no parameter"),
    (#"{"shape": [1], "data": [1], "base64": ""}"#, .float32, .floating, .invalidValue, "t", "either"),
    (#"{"shape": [2], "base64": "AAAA"}"#, .float32, .floating, .shapeMismatch, "t.base64", "takes 8 bytes"),
    (#"{"shape": [1], "base64": "AAA"}"#, .float32, .floating, .invalidValue, "t.base64", "multiple of 4"),
    (#"{"shape": [1], "base64": "AA!AAA=="}"#, .float32, .floating, .invalidValue, "t.base64", "character 2"),
    (#"{"shape": [1], "base64": 7}"#, .float32, .floating, .invalidValue, "t.base64", "base64"),
    (#"{"shape": [3], "dtype": "bool", "base64": "AgAB"}"#, .float32, .floating, .badNumber, "t.base64", "0 and 1"),
    (#"{"shape": [1001], "data": []}"#, .float32, .floating, .limitExceeded, "t.shape", "more than the limit of 1000"),
    (
      #"{"shape": [4294967296, 4294967296], "data": []}"#, .float32, .floating, .limitExceeded, "t.shape",
      "more than 9.2e18 elements"
    ),
    ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", .float32, .floating, .limitExceeded, "t", "at most 16 axes"),
  ]

  @Test(arguments: errors)
  func error(
    text: String, dtype: DType, kind: ElementKind, expected: SpecError.Kind, path: String, message: String
  ) throws {
    let error = try #require(throws: SpecError.self) { try Self.decode(text, dtype, kind) }
    #expect(error.kind == expected)
    #expect(error.path == path)
    #expect(error.message.contains(message), "\(error.message)")
  }
}
