import Autodiff

/// A layer of a model.
public struct Layer: Hashable, Sendable {
  /// The name that its parameters carry: `dense` for `dense.kernel`.
  public let name: String
  /// Where the layer stands in the model, such as `layers[1]`.
  let path: String
  let body: LayerBody

  func callAsFunction(_ signal: Signal, _ run: inout ModelRun) throws -> Signal {
    let scope = LayerScope(name: name, path: run.path + "." + path)
    if case .residual(let layers) = body { return try residual(layers, signal, &run, scope) }
    return try locating(at: scope.path, "layer \(quoted(name))") { try body.apply(signal, &run, scope) }
  }

  /// The input and what the inner layers make of it, added. Inner layers locate their own errors.
  private func residual(
    _ layers: [Layer], _ signal: Signal, _ run: inout ModelRun, _ scope: LayerScope
  ) throws -> Signal {
    var inner = signal
    for layer in layers { inner = try layer(inner, &run) }
    return try locating(at: scope.path, "layer \(quoted(name))") {
      guard inner.value.shape == signal.value.shape else {
        throw AutodiffError(
          .shapeMismatch,
          "the inner layers make \(inner.value.shape) of an input of shape \(signal.value.shape): they cannot be added",
          expected: "\(signal.value.shape)", actual: "\(inner.value.shape)")
      }
      return Signal(try signal.value + inner.value)
    }
  }
}

/// What a layer does.
indirect enum LayerBody: Hashable, Sendable {
  case dense(Dense)
  case activation(Activation)
  case layerNormalization(LayerNormalization)
  case batchNormalization(BatchNormalization)
  case rmsNormalization(RMSNormalization)
  /// Dropout at inference.
  case identity
  case flatten
  case reshape([Int])
  case rescaling(scale: ExactDouble, offset: ExactDouble)
  case residual([Layer])

  fileprivate func apply(_ signal: Signal, _ run: inout ModelRun, _ scope: LayerScope) throws -> Signal {
    switch self {
    case .dense(let dense): try dense(signal, &run, scope)
    case .activation(let activation): try activation(signal)
    case .layerNormalization(let layer): Signal(try layer(signal.value, run, scope))
    case .batchNormalization(let layer): Signal(try layer(signal.value, run, scope))
    case .rmsNormalization(let layer): Signal(try layer(signal.value, run, scope))
    case .identity, .residual: signal
    case .flatten: Signal(try signal.value.flattened())
    case .reshape(let target): Signal(try signal.value.reshapedSamples(to: target))
    case .rescaling(let scale, let offset): Signal(try signal.value * scale.value + offset.value)
    }
  }
}

/// The layer that is at work: its name, and its place for errors.
struct LayerScope {
  let name: String
  let path: String

  func parameter(_ suffix: String) -> String { "\(name).\(suffix)" }
}

/// A model at work: the values of its parameters, and the penalties collected on the way.
struct ModelRun {
  let values: [String: Tensor]
  /// The model's place in the request.
  let path: String
  var penalties: [Tensor] = []

  init(values: [String: Tensor], path: String) {
    (self.values, self.path) = (values, path)
  }

  /// The value of a layer's parameter.
  func parameter(_ suffix: String, _ scope: LayerScope) throws(SpecError) -> Tensor {
    let name = scope.parameter(suffix)
    guard let value = values[name] else {
      throw SpecError(
        .missing, at: scope.path,
        "the parameter \(quoted(name)) has no value: give \(quoted(suffix)) in the layer, or \(quoted(name)) in \"inputs\" or \"primals\"",
        expected: name)
    }
    return value
  }

  mutating func penalize(_ regularizer: Regularizer?, _ x: Tensor) throws {
    guard let regularizer else { return }
    penalties.append(try regularizer(x))
  }
}
