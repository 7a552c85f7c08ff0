import Autodiff
import Testing

@testable import ModelSpec

@Suite struct KerasConfigurationTests {
  static func layer(_ name: String, _ config: String) -> String {
    #"{"module": "keras.layers", "class_name": "\#(name)", "config": {\#(config)}, "registered_name": null, "build_config": {"input_shape": [null, 2]}}"#
  }

  static func sequential(_ layers: String...) -> String {
    #"{"keras": {"module": "keras", "class_name": "Sequential", "config": {"name": "sequential", "trainable": true, "layers": [\#(layers.joined(separator: ","))]}, "registered_name": null}, "loss": "sum_squared_error"}"#
  }

  static let dtype =
    #""dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": null}"#
  static let input = layer("InputLayer", #""batch_shape": [null, 2], "dtype": "float32", "name": "input_layer""#)
  static let dense = layer(
    "Dense",
    #"""
    "name": "hidden", "trainable": true, \#(dtype), "units": 1, "activation": "relu", "use_bias": true,
    "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": null}}, "bias_initializer": {},
    "kernel_regularizer": {"module": "keras.regularizers", "class_name": "L1L2", "config": {"l1": 1.0, "l2": 2.0}},
    "bias_regularizer": null, "kernel_constraint": null, "bias_constraint": null, "quantization_config": null
    """#)
  static let normalization = layer(
    "LayerNormalization",
    #"""
    "name": "normal", "trainable": false, \#(dtype), "axis": [-1], "epsilon": 0.001, "center": true, "scale": true,
    "rms_scaling": false, "beta_initializer": {}, "gamma_initializer": {}, "beta_regularizer": null
    """#)

  @Test func weightsComeByName() throws {
    let request = try Request(
      """
      {"model": \(Self.sequential(Self.input, Self.dense)), "inputs": {"x": [[1, 2]], "targets": [[1]],
       "hidden.kernel": [[3], [1]], "hidden.bias": [1]}}
      """)
    #expect(try request.value() == [25 + 4 + 20])
  }

  @Test func frozenLayersAreNotTrained() throws {
    let inputs = try Request(#"{"model": \#(Self.sequential(Self.dense, Self.normalization))}"#).definition().inputs
    #expect(inputs.filter(\.isTrainable).map(\.name) == ["hidden.kernel", "hidden.bias"])
    #expect(inputs.map(\.name).suffix(2) == ["normal.gamma", "normal.beta"])
  }

  static let errors: [(String, SpecError.Kind, String)] = [
    (#"{"keras": 1}"#, .invalidValue, "model.keras"),
    (#"{"keras": {"class_name": "Functional", "config": {}}}"#, .invalidValue, "model.keras.class_name"),
    (#"{"keras": {"class_name": "Sequential", "config": {}}}"#, .missing, "model.keras.config.layers"),
    (sequential(layer("Conv2D", "")), .unknownLayer, "model.keras.config.layers[0].class_name"),
    (sequential(dense, dense), .duplicateName, "model.keras.config.layers[0]"),
    (sequential(layer("Flatten", #""mode": "x""#)), .unknownParameter, "model.keras.config.layers[0].config.mode"),
    (
      sequential(layer("LayerNormalization", #""rms_scaling": true"#)), .unknownParameter,
      "model.keras.config.layers[0].config.rms_scaling"
    ),
    (
      #"{"keras": {"class_name": "Sequential", "config": {"layers": []}}, "layers": []}"#, .invalidValue, "model.layers"
    ),
  ]

  @Test(arguments: errors) func error(model: String, kind: SpecError.Kind, path: String) throws {
    let error = try #require(throws: SpecError.self) { try Request(#"{"model": \#(model)}"#).definition() }
    #expect(error.kind == kind)
    #expect(error.path == "params." + path)
  }
}
