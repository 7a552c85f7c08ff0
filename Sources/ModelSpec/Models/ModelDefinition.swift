import Autodiff

/// A network of layers and perhaps a loss: its structure, without the values of its parameters.
public struct ModelDefinition: Hashable, Sendable {
  public let layers: [Layer]
  public let loss: Loss?
  /// `x`, where there is a loss `targets` and `sample_weight`, then the layers' parameters in their order.
  public let inputs: [FunctionInput]

  init(layers: [Layer], loss: Loss?, parameters: [FunctionInput]) {
    (self.layers, self.loss) = (layers, loss)
    inputs = [FunctionInput("x")] + Self.inputs(of: loss) + parameters
  }

  private static func inputs(of loss: Loss?) -> [FunctionInput] {
    guard let loss else { return [] }
    return [
      FunctionInput("targets", kind: loss.targetKind), FunctionInput("sample_weight", isRequired: false),
    ]
  }

  /// The loss, or without one the predictions.
  ///
  /// - Parameter path: where the function's parameters stood in the request, for errors.
  func callAsFunction(_ values: [String: Tensor], at path: String) throws -> [Tensor] {
    let x = try data("x", values, path)
    guard x.rank >= 2 else { throw Self.tooFewAxes(x, path) }
    var run = ModelRun(values: values, path: path + ".model")
    var signal = Signal(x)
    for layer in layers { signal = try layer(signal, &run) }
    guard let loss else { return [signal.value] }
    let targets = try data("targets", values, path)
    let value = try locating(at: path + ".inputs.targets", "loss \(quoted(loss.name))") {
      try loss(targets, signal.value, logits: signal.logits, weights: values["sample_weight"])
    }
    return [try run.penalties.reduce(value) { try $0 + $1 }]
  }

  private func data(_ name: String, _ values: [String: Tensor], _ path: String) throws(SpecError) -> Tensor {
    guard let value = values[name] else {
      throw SpecError(
        .missing, at: path + ".inputs.\(name)", "the model needs the input \(quoted(name))", expected: quoted(name))
    }
    return value
  }

  private static func tooFewAxes(_ x: Tensor, _ path: String) -> SpecError {
    let hint = x.rank == 1 ? "; a single sample is a batch of one: [[…]]" : ""
    return SpecError(
      .shapeMismatch, at: path + ".inputs.x", "x must have the shape [batch, features], not \(x.shape)\(hint)",
      expected: "[batch, features]", actual: "\(x.shape)")
  }
}
