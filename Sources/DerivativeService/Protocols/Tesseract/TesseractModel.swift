import Autodiff
import JSON
import JSONRPC
import ModelSpec
import StoredModels

/// A stored model as Tesseract has them: arrays by name in, arrays by name out. The gradient of a number is an output too, so that clients
/// that differentiate once get second derivatives.
struct TesseractModel {
  let model: StoredModel
  let inputs: [StoredInput]
  /// Names are paths: `value`, `gradient.x`.
  let outputs: [ModelResult]

  init(_ model: StoredModel) {
    self.model = model
    inputs = model.arguments
    let values =
      model.namedValues
      ?? model.outputNames.enumerated().map {
        ModelResult(name: $1, output: .value($0), type: OpenType(model.dtype, nil))
      }
    outputs =
      values
      + model.namedGradients.map { ModelResult(name: "gradient.\($0.name)", output: $0.output, type: $0.type) }
  }

  /// The output with this path, which must be differentiable.
  func output(_ path: String, at place: String) throws -> ModelResult {
    let known = outputs.filter { $0.type.dtype.isFloating }
    if let output = known.first(where: { $0.name == path }) { return output }
    throw SpecError.unknown(
      .unknownName, "there is no differentiable output", path, at: place, among: known.map(\.name),
      expected: known.map(\.name).joined(separator: ", "))
  }

  /// The input with this path, which must be differentiable.
  func input(_ path: String, at place: String) throws -> StoredInput {
    let known = inputs.filter(\.isDifferentiable)
    if let input = known.first(where: { $0.name == path }) { return input }
    throw SpecError.unknown(
      .unknownName, "there is no differentiable input", path, at: place, among: known.map(\.name),
      expected: known.map(\.name).joined(separator: ", "))
  }
}
