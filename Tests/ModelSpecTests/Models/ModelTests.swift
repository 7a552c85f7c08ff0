import Autodiff
import Testing

@testable import ModelSpec

@Suite struct ModelTests {
  static let input = #""inputs": {"x": [[2.0, 3.0], [1.0, 4.0]], "targets": [[1.0], [-1.0]]}"#
  static let dense = #"{"type": "dense", "units": 1, "kernel": [[0.5], [0.25]], "bias": [0.125]}"#

  static let values: [(String, [Double])] = [
    (#""model": {"layers": [\#(dense)]}"#, [1.875, 1.625]),
    (#""model": {"layers": [\#(dense)], "loss": "mean_squared_error"}"#, [(0.875 * 0.875 + 2.625 * 2.625) / 2]),
    (#""model": {"layers": [\#(dense)], "loss": "sum_squared_error"}"#, [0.875 * 0.875 + 2.625 * 2.625]),
    (
      #""model": {"layers": [\#(dense)], "loss": {"name": "mean_squared_error", "reduction": "sum"}}"#,
      [0.875 * 0.875 + 2.625 * 2.625]
    ),
    (
      #""model": {"layers": [\#(dense)], "loss": {"name": "mean_squared_error", "reduction": "none"}}"#,
      [0.875 * 0.875, 2.625 * 2.625]
    ),
    (#""model": {"layers": [{"type": "dense", "kernel": [[1], [-1]], "use_bias": false}]}"#, [-1, -3]),
    (
      #""model": {"layers": [{"type": "dense", "kernel": [[1], [-1]], "use_bias": false, "activation": "relu"}]}"#,
      [0, 0]
    ),
    (#""model": {"layers": [{"type": "flatten"}, {"type": "rescaling", "scale": 2, "offset": 1}]}"#, [5, 7, 3, 9]),
    (#""model": {"layers": [{"type": "reshape", "target_shape": [1, -1]}]}"#, [2, 3, 1, 4]),
    (#""model": {"layers": [{"type": "dropout", "rate": 0.5}]}"#, [2, 3, 1, 4]),
    (
      #""model": {"layers": [{"type": "residual", "layers": [{"type": "rescaling", "scale": 10}]}]}"#,
      [22, 33, 11, 44]
    ),
    (
      #""model": {"layers": [{"type": "layer_normalization", "epsilon": 0, "gamma": [1, 2], "beta": [0, 1]}]}"#,
      [-1, 3, -1, 3]
    ),
    (
      #""model": {"layers": [{"type": "batch_normalization", "epsilon": 0, "gamma": [1, 1], "beta": [0, 0], "moving_mean": [1, 2], "moving_variance": [4, 1]}]}"#,
      [0.5, 1, 0, 2]
    ),
    (
      #""model": {"layers": [{"type": "rms_normalization", "epsilon": 0, "scale": [1, 1]}]}"#,
      [2 / 6.5.squareRoot(), 3 / 6.5.squareRoot(), 1 / 8.5.squareRoot(), 4 / 8.5.squareRoot()]
    ),
    (
      #""model": {"layers": [{"type": "dense", "kernel": [[3], [-4]], "use_bias": false, "kernel_regularizer": {"l1": 1, "l2": 2}}], "loss": {"name": "sum_squared_error"}}"#,
      [7 * 7 + 12 * 12 + 7 + 50]
    ),
    (
      #""model": {"layers": [{"type": "dense", "kernel": [[3], [-4]], "use_bias": false, "activity_regularizer": "l2"}], "loss": {"name": "sum_squared_error"}}"#,
      [7 * 7 + 12 * 12 + 0.01 * (36 + 169) / 2]
    ),
  ]

  @Test(arguments: values) func value(model: String, expected: [Double]) throws {
    #expect(agree(try Request("{\(model), \(Self.input)}").value(), expected))
  }

  @Test func parametersByName() throws {
    let request = try Request(
      """
      {"model": {"layers": [{"type": "dense", "units": 1}, {"type": "dense", "name": "head"}]},
       "inputs": {"x": [[1.0, 2.0]], "dense.kernel": [[1], [1]], "dense.bias": [1], "head.kernel": [[2]], "head.bias": [0]}}
      """)
    #expect(try request.value() == [8])
    #expect(
      try request.definition().inputs.map(\.name) == ["x", "dense.kernel", "dense.bias", "head.kernel", "head.bias"])
  }

  @Test func defaultNamesAreCountedPerType() throws {
    let request = try Request(
      """
      {"model": {"layers": [{"type": "dense"}, {"type": "layer_normalization", "center": false},
        {"type": "residual", "layers": [{"type": "dense", "use_bias": false}]}, {"type": "dense", "name": "dense_2"},
        {"type": "dense", "use_bias": false}, {"type": "batch_normalization", "scale": false, "center": false}]}}
      """)
    let inputs = try request.definition().inputs
    #expect(
      inputs.map(\.name) == [
        "x", "dense.kernel", "dense.bias", "layer_normalization.gamma", "dense_1.kernel", "dense_2.kernel",
        "dense_2.bias", "dense_3.kernel", "batch_normalization.moving_mean", "batch_normalization.moving_variance",
      ])
    #expect(inputs.filter(\.isTrainable).count == 7)
  }

  @Test func structureIsApartFromTheNumbers() throws {
    let one = try Request(#"{"model": {"layers": [\#(Self.dense)]}}"#).definition()
    let other = try Request(
      #"{"model": {"layers": [{"type": "dense", "units": 1, "kernel": [[7], [8]], "bias": [9]}]}}"#
    ).definition()
    let third = try Request(
      #"{"model": {"layers": [{"type": "dense", "units": 1, "kernel": [[7], [8]], "use_bias": false}]}}"#
    ).definition()
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    #expect(one != third)
  }

  /// Type, path, and a part of the message.
  static let errors: [(String, SpecError.Kind, String, String)] = [
    (#"{"model": {}}"#, .missing, "params.model.layers", "a model needs \"layers\""),
    (#"{"model": []}"#, .invalidValue, "params.model", "expected an object: a model, got an array"),
    (#"{"model": {"layers": {}}}"#, .invalidValue, "params.model.layers", "expected an array of layers"),
    (
      #"{"model": {"layers": [], "los": "x"}}"#, .unknownParameter, "params.model.los",
      "a model has no parameter \"los\"; did you mean \"loss\"?"
    ),
    (#"{"model": {"layers": [3]}}"#, .invalidValue, "params.model.layers[0]", "a layer, got the number 3"),
    (#"{"model": {"layers": [{}]}}"#, .missing, "params.model.layers[0].type", "a layer needs \"type\""),
    (
      #"{"model": {"layers": [{"type": "dens"}]}}"#, .unknownLayer, "params.model.layers[0].type",
      "unknown layer type \"dens\"; did you mean \"dense\"?"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "kernal": [[1]]}]}}"#, .unknownParameter,
      "params.model.layers[0].kernal", "did you mean \"kernel\"?"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "units": 2.5}]}}"#, .invalidValue, "params.model.layers[0].units",
      "expected a positive integer, got the number 2.5"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "units": 2, "kernel": [[1]]}]}}"#, .shapeMismatch,
      "params.model.layers[0].kernel", "the kernel must have the shape [in, 2], not [1, 1]"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "kernel": [[1]], "bias": [1, 2]}]}}"#, .shapeMismatch,
      "params.model.layers[0].bias", "the bias must have the shape [1], not [2]"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "kernel": [[1, 2], [3]]}]}}"#, .raggedTensor,
      "params.model.layers[0].kernel[1]", "ragged tensor"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "activation": "rellu"}]}}"#, .unknownActivation,
      "params.model.layers[0].activation", "unknown activation \"rellu\"; did you mean \"relu\"?"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "activation": {"name": "softmax", "axes": 1}}]}}"#, .unknownParameter,
      "params.model.layers[0].activation.axes", "did you mean \"axis\"?"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "name": "a"}, {"type": "dense", "name": "a"}]}}"#, .duplicateName,
      "params.model.layers[1].name", "two layers are named \"a\""
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "kernel_regularizer": "l3"}]}}"#, .unknownName,
      "params.model.layers[0].kernel_regularizer", "unknown regularizer \"l3\""
    ),
    (
      #"{"model": {"layers": [], "loss": "mean_square_error"}}"#, .unknownLoss, "params.model.loss",
      "did you mean \"mean_squared_error\"?"
    ),
    (
      #"{"model": {"layers": [], "loss": {"name": "huber", "delt": 1}}}"#, .unknownParameter, "params.model.loss.delt",
      "did you mean \"delta\"?"
    ),
    (
      #"{"model": {"layers": [], "loss": {"name": "huber", "delta": "1"}}}"#, .invalidValue, "params.model.loss.delta",
      "expected a number"
    ),
    (
      #"{"model": {"layers": [], "loss": {"name": "huber", "reduction": "max"}}}"#, .invalidValue,
      "params.model.loss.reduction", "expected one of \"sum_over_batch_size\""
    ),
    (#"{"model": {"layers": []}}"#, .missing, "params.inputs.x", "the model needs the input \"x\""),
    (
      #"{"model": {"layers": []}, "inputs": {"x": [1, 2]}}"#, .shapeMismatch, "params.inputs.x",
      "x must have the shape [batch, features], not [2]; a single sample is a batch of one"
    ),
    (
      #"{"model": {"layers": [], "loss": "poisson"}, "inputs": {"x": [[1]]}}"#, .missing, "params.inputs.targets",
      "the model needs the input \"targets\""
    ),
    (
      #"{"model": {"layers": [], "loss": "poisson"}, "inputs": {"x": [[1, 2]], "targets": [[1]]}}"#, .shapeMismatch,
      "params.inputs.targets", "targets of shape [1, 1] do not fit predictions of shape [1, 2]"
    ),
    (
      #"{"model": {"layers": [{"type": "dense"}]}, "inputs": {"x": [[1]]}}"#, .missing, "params.model.layers[0]",
      "the parameter \"dense.kernel\" has no value"
    ),
    (
      #"{"model": {"layers": [{"type": "dense", "kernel": [[1]], "bias": [0]}]}, "inputs": {"x": [[1, 2]]}}"#,
      .shapeMismatch, "params.model.layers[0]",
      "layer \"dense\": the kernel of shape [1, 1] does not fit an input of shape [1, 2]"
    ),
    (
      #"{"model": {"layers": [{"type": "residual", "layers": [{"type": "dense", "kernel": [[1, 2]], "use_bias": false}]}]}, "inputs": {"x": [[1]]}}"#,
      .shapeMismatch, "params.model.layers[0]", "layer \"residual\": the inner layers make [1, 2]"
    ),
    (
      #"{"model": {"layers": [{"type": "residual", "layers": [{"type": "dense", "kernel": [[1, 2]], "use_bias": false}]}]}, "inputs": {"x": [[1, 2]]}}"#,
      .shapeMismatch, "params.model.layers[0].layers[0]", "layer \"dense\": the kernel"
    ),
    (
      #"{"model": {"layers": [{"type": "reshape", "target_shape": [3]}]}, "inputs": {"x": [[1, 2]]}}"#,
      .shapeMismatch, "params.model.layers[0]", "samples of shape [2] cannot take the shape [3]"
    ),
    (
      #"{"model": {"layers": [{"type": "layer_normalization", "axis": 5, "gamma": [1], "beta": [1]}]}, "inputs": {"x": [[1, 2]]}}"#,
      .badAttribute, "params.model.layers[0]", "axis 5 is out of range"
    ),
    (#"{}"#, .missing, "params", "a function is missing"),
    (#"{"model": {"layers": []}, "expression": "x"}"#, .invalidValue, "params.expression", "give one function"),
  ]

  @Test(arguments: errors)
  func error(params: String, kind: SpecError.Kind, path: String, message: String) throws {
    let error = try #require(throws: SpecError.self) { try Request(params).outputs() }
    #expect(error.kind == kind)
    #expect(error.path == path)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func nestedResidualsAreBounded() throws {
    let text = String(repeating: #"{"type": "residual", "layers": ["#, count: 40) + String(repeating: "]}", count: 40)
    let error = try #require(throws: SpecError.self) { try Request(#"{"model": {"layers": [\#(text)]}}"#).definition() }
    #expect(error.kind == .limitExceeded)
  }
}
