import Autodiff
import StoredModels

/// A result that a stored model has under a name.
struct ModelResult {
  let name: String
  let output: ModelOutput
  let type: OpenType
}

extension StoredModel {
  /// The outputs, by their names; nil where their types cannot be told.
  var namedValues: [ModelResult]? {
    outputs.map { types in
      zip(outputNames, types).enumerated().map { position, output in
        ModelResult(name: output.0, output: .value(position), type: output.1)
      }
    }
  }

  /// The gradient of a model whose one output is a number, by the inputs' names; none where its file leaves it out.
  var namedGradients: [ModelResult] {
    guard hasGradientOutput else { return [] }
    return differentiable.compactMap { name in
      input(name).map { ModelResult(name: name, output: .gradient(name), type: $0.type) }
    }
  }
}
