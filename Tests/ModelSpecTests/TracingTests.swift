import Autodiff
import Testing

@testable import ModelSpec

/// A definition computes the same eagerly and as a traced program, and the library's recorders differentiate it.
@Suite struct TracingTests {
  static let functions: [String] = [
    #"{"expression": "h = tanh(x @ w + b); sum((h - targets) ** 2) / x.shape[0]", "inputs": {"x": [[1, 2]], "w": [[0.1], [0.2]], "b": 0.3, "targets": [[1]]}}"#,
    #"{"model": {"layers": [{"type": "dense", "kernel": [[0.5, -1], [0.25, 2]], "bias": [0, 1], "activation": "softmax"}], "loss": "categorical_crossentropy"}, "inputs": {"x": [[2, 3], [1, 4]], "targets": [[1, 0], [0, 1]], "sample_weight": [1, 2]}}"#,
    #"{"program": {"nodes": [{"id": "y", "op": "mul", "inputs": ["h", "c"]}, {"id": "h", "op": "exp", "inputs": ["x"]}, {"id": "c", "op": "constant", "attrs": {"value": [1, 2]}}], "outputs": ["y", "h"]}, "inputs": {"x": [0.5, 1.5]}}"#,
  ]

  @Test(arguments: functions) func tracedAsEager(params: String) throws {
    let request = try Request(params)
    let function = try request.decoder.function(of: request.params)
    var values = function.values
    for input in function.definition.inputs where values[input.name] == nil {
      values[input.name] = try request.params["inputs"]?[input.name].map { try request.decoder.tensors.tensor($0) }
    }
    let names = function.definition.inputs.map(\.name).filter { values[$0] != nil }
    let tensors = names.compactMap { values[$0] }
    let program = try Program.trace(tensors.map(\.type)) { symbols in
      try function.definition(Dictionary(uniqueKeysWithValues: zip(names, symbols)), dtype: .float64)
    }
    let eager = try function.definition(values, dtype: .float64)
    let traced = try program.evaluate(tensors)
    #expect(traced.map(\.doubles) == eager.map(\.doubles))
  }

  @Test func documentedLinearRegression() throws {
    let request = try Request(
      """
      {"model": {"layers": [{"type": "dense", "units": 1}], "loss": "sum_squared_error"}, "dtype": "float32"}
      """, dtype: .float32)
    let function = try request.definition()
    let kernel = try Tensor([[Float(0.5)], [0.25]])
    let values = [
      "x": try Tensor([[Float(2), 3], [1, 4]]), "targets": try Tensor([[Float(1)], [-1]]), "dense.kernel": kernel,
      "dense.bias": try Tensor([Float(0)]),
    ]
    let tape = GradientTape()
    try tape.watch([kernel])
    let loss = try tape.recording { try function(values, dtype: .float32) }
    let gradient = try #require(try tape.gradients(of: loss, [kernel]).first ?? nil)
    // residuals 0.75 and 2.5; the gradient is 2 xᵀ r
    #expect(gradient.doubles == [2 * (2 * 0.75 + 2.5), 2 * (3 * 0.75 + 4 * 2.5)])
  }
}
