import Autodiff
import JSON
import JSONRPC
import ModelSpec
import StoredModels

/// A stored model as UM-Bridge 1.0 has models: vectors in, vectors out. Its inputs are those that the model is differentiated by; the
/// others can be given in `config`.
struct UMBridgeModel {
  let model: StoredModel
  let inputs: [(name: String, type: TensorType)]
  let outputs: [TensorType]

  /// Nil for a model that is no function between vectors of known lengths.
  init?(_ model: StoredModel) {
    self.model = model
    let inputs = model.differentiable.compactMap { name in
      (try? model.input(name)?.type.closed()).map { (name: name, type: $0) }
    }
    let outputs = model.outputs?.compactMap { try? $0.closed() }
    let others = model.inputs.filter { !$0.isDifferentiable }
    guard let outputs, outputs.count == model.outputs?.count, !outputs.contains(where: { $0.dtype == .bool }),
      !inputs.isEmpty,
      inputs.count == model.differentiable.count, !others.contains(where: \.isRequired)
    else { return nil }
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  static func all(in models: ModelLibrary) -> [UMBridgeModel] { models.all.compactMap(UMBridgeModel.init) }

  /// The model that a request names.
  init(named request: JSONValue, in models: ModelLibrary) throws {
    guard let name = request["name"]?.string else {
      throw UMBridgeError.invalidInput("\"name\" must be the name of a model")
    }
    guard let model = models.model(named: name) else { throw UMBridgeError.modelNotFound(name) }
    guard let found = UMBridgeModel(model) else {
      throw UMBridgeError(
        .modelNotFound,
        "The model \(quoted(name)) is not offered by UM-Bridge: its vectors have no fixed lengths, or none is sought.")
    }
    self = found
  }
}

/// What goes wrong, in the protocol's words.
struct UMBridgeError: EndpointError {
  enum Kind: String {
    case modelNotFound = "ModelNotFound"
    case unsupportedFeature = "UnsupportedFeature"
    case invalidInput = "InvalidInput"
    case invalidOutput = "InvalidOutput"
  }

  let kind: Kind
  let message: String

  init(_ kind: Kind, _ message: String) {
    (self.kind, self.message) = (kind, message)
  }

  static func invalidInput(_ message: String) -> UMBridgeError { UMBridgeError(.invalidInput, message) }

  static func modelNotFound(_ name: String) -> UMBridgeError {
    UMBridgeError(.modelNotFound, "Model \(quoted(name)) not supported by this server!")
  }
}
