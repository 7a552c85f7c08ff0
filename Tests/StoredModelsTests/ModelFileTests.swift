import Autodiff
import Foundation
import ModelSpec
import Testing

@testable import StoredModels

@Suite("Files of models")
struct ModelFileTests {
  @Test func `a formula, its defaults and its types`() throws {
    let models = try TemporaryModels([
      "line.json": """
      {"description": "A line through labels", "expression": "sum(where(on, a * x + b, x))", "dtype": "float64",
       "inputs": {"a": 2, "on": [true, false]}, "signature": {"x": {"shape": [2]}, "b": {"shape": []}},
       "differentiable": ["x", "a"]}
      """
    ])
    let model = try models.model()
    #expect(model.name == "line")
    #expect(model.summary == "A line through labels")
    #expect(model.inputs.map(\.name) == ["on", "a", "x", "b"])
    #expect(model.inputs.map(\.type.description) == ["bool[2]", "float64[]", "float64[2]", "float64[]"])
    #expect(model.inputs.map(\.isRequired) == [false, false, true, true])
    #expect(model.differentiable == ["x", "a"])
    #expect(model.usualPrimals == ["x", "a"])
    #expect(model.outputs?.map(\.description) == ["float64[]"])
    #expect(model.values["a"]?.doubles == [2])
  }

  @Test func `a network with its weights beside it`() throws {
    let models = try TemporaryModels([
      "net.json": """
      {"model": {"layers": [{"type": "dense", "activation": "tanh"}, {"type": "dense", "name": "out"}]},
       "signature": {"x": {"shape": [null, 2]}}}
      """
    ])
    let header = """
      {"dense.kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
       "dense.bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]},
       "out.kernel":{"dtype":"F32","shape":[3,1],"data_offsets":[36,48]},
       "out.bias":{"dtype":"F32","shape":[1],"data_offsets":[48,52]}}
      """
    try models.write("net.safetensors", .safetensors(header, [UInt8](repeating: 0, count: 52)))
    let model = try models.model()
    #expect(model.differentiable == ["x"])
    #expect(model.usualPrimals == ["dense.kernel", "dense.bias", "out.kernel", "out.bias"])
    #expect(model.arguments.map(\.name) == ["x"])
    #expect(model.inputs.filter(\.isParameter).map(\.name) == ["dense.kernel", "dense.bias", "out.kernel", "out.bias"])
    #expect(model.outputs?.map(\.description) == ["float32[?, 1]"])
  }

  @Test func `weights of a formula are parameters`() throws {
    let models = try TemporaryModels(["m.json": #"{"expression": "x @ w", "signature": {"x": {"shape": [2]}}}"#])
    try models.write(
      "m.safetensors", .safetensors(#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes(Float(1), 2)))
    let model = try models.model()
    #expect(model.differentiable == ["x"])
    #expect(model.usualPrimals == ["x"])
    #expect(model.input("w")?.isParameter == true)
  }

  @Test func `outputs are open where open inputs change them`() throws {
    let models = try TemporaryModels([
      "m.json": #"{"expression": "(sum(x), x * 2, reshape(x, [-1]))", "signature": {"x": {"shape": [null, 3]}}}"#
    ])
    #expect(try models.model().outputs?.map(\.description) == ["float32[]", "float32[?, 3]", "float32[?]"])
    try models.write("m.json", #"{"expression": "x + 1"}"#)
    #expect(try models.model().outputs == nil)
  }

  @Test(arguments: [
    (#"{"expression": "x ** 2", "inputs": {"x": 1}}"#, true),
    (#"{"expression": "x ** 2", "inputs": {"x": 1}, "gradient": true}"#, true),
    (#"{"expression": "x ** 2", "inputs": {"x": 1}, "gradient": false}"#, false),
    (#"{"expression": "x ** 2", "inputs": {"x": 1}, "differentiable": []}"#, false),
    (#"{"expression": "x ** 2", "inputs": {"x": [1]}}"#, false),
  ])
  func `a number has its gradient as an output, unless its file leaves it out`(text: String, has: Bool) throws {
    #expect(try TemporaryModels(["m.json": text]).model().hasGradientOutput == has)
  }

  @Test(arguments: [
    (#"{"expression": "x +"}"#, "m.json, expression: line 1, column 4"),
    (#"{"expression": "x", "inputs": {"y": 1}}"#, #"m.json, inputs.y: the function has no input "y""#),
    (#"{"expression": "xy", "inputs": {"xyz": 1}}"#, #"did you mean "xy"?"#),
    (#"{"expression": "x", "inputs": {"x": [1, [2]]}}"#, "m.json, inputs.x"),
    (#"{"expression": "x", "shapes": {}}"#, #"m.json, shapes: a model's file has no parameter "shapes""#),
    (#"{"expression": "x", "dtype": "float16"}"#, "m.json, dtype: expected"),
    (#"{"expression": "x", "expression": "y"}"#, "stands twice"),
    (#"{"expression": "x", "program": {"nodes": [], "outputs": []}}"#, "give one function"),
    (#"{"inputs": {"x": 1}}"#, "a function is missing"),
    (#"{"expression": "x""#, "m.json: expected ',' or '}' at line 1, column 19"),
    ("[]", "m.json: expected an object"),
    (#"{"expression": "a @ b", "inputs": {"a": [1, 2], "b": [1, 2, 3]}}"#, "m.json, expression: line 1, column 3"),
    (#"{"expression": "x", "inputs": {"x": 1}, "signature": {"x": {"shape": [2]}}}"#, "but its value is float32[]"),
    (#"{"expression": "x", "signature": {"y": {"shape": [2]}}}"#, #"m.json, signature.y: the function has no input"#),
    (#"{"expression": "x", "signature": {"x": {"shape": [-2]}}}"#, "m.json, signature.x.shape[0]"),
    (#"{"expression": "x", "signature": {"x": {"dtype": "float64"}}}"#, "m.json, signature.x.dtype"),
    (#"{"expression": "x", "signature": {"x": {"size": 2}}}"#, "size"),
    (#"{"expression": "x", "signature": {"x": {"shape": [9999999, 99999999999]}}}"#, "m.json: a tensor"),
    (#"{"expression": "x", "differentiable": ["y"]}"#, "m.json, differentiable[0]"),
    (#"{"expression": "x", "differentiable": ["x", "x"]}"#, "is there twice"),
    (
      #"{"expression": "gather(x, i)", "inputs": {"i": [0]}, "differentiable": ["i"]}"#,
      "there are no derivatives by it"
    ),
    (#"{"expression": "x", "gradient": 1}"#, "m.json, gradient: expected true or false"),
    (#"{"model": {"layers": [{"type": "dense", "units": 1}]}}"#, "the parameter \"dense.kernel\" has no value"),
  ])
  func `what cannot be used is refused where it stands`(text: String, says: String) throws {
    let faults = try TemporaryModels(["m.json": text]).faults()
    #expect(faults.count == 1)
    #expect(faults.first?.contains(says) == true, "\(faults)")
  }

  @Test func `weights that are no input's, or given twice, are refused`() throws {
    let models = try TemporaryModels(["m.json": #"{"expression": "x * w", "inputs": {"w": 1}}"#])
    let entry = #"{"dtype":"F32","shape":[],"data_offsets":[0,4]}"#
    try models.write("m.safetensors", .safetensors(#"{"w":\#(entry)}"#, bytes(Float(1))))
    #expect(models.faults() == [#"m.json, inputs.w: "w" is given in two places"#])
    try models.write("m.safetensors", .safetensors(#"{"v":\#(entry)}"#, bytes(Float(1))))
    #expect(models.faults().first?.hasPrefix(#"m.safetensors, v: the function has no input "v""#) == true)
  }
}
