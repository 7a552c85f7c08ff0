import Autodiff
import JSON
import ModelSpec
import StoredModels

/// The outline of a call, its numbers being the holes, and what the call was decoded to.
final class DecodedOutline: Sendable {
  /// Where a value comes from.
  private enum Origin {
    case hole(TensorType)
    /// The model, which has it under this name.
    case model(String)
  }

  private let method: String
  private let outline: JSONOutline
  private let roles: [Role]
  private let origins: [Origin]
  /// Stands for numbers that are not read yet.
  private let blank: Tensor
  /// The binding of each hole.
  private let places: [Int]
  private let modelName: String?
  private weak let model: StoredModel?
  private weak let kept: KeptCall?
  private let preparation: OutlinedCall.Preparation

  var footprint: Int { outline.footprint + 128 * roles.count + 256 }

  /// Nil where a number was not read from a place of its own, or where one is a condition, which may be written in several ways.
  init?(_ call: DecodedCall) {
    var holes: [(value: JSONValue, content: JSONOutline.Content)] = []
    var origins: [Origin] = []
    var places: [Int] = []
    for (role, tensor) in zip(call.bindings.roles, call.bindings.tensors) {
      if let source = call.sources.source(of: tensor) {
        guard tensor.dtype != .bool, let content = source.content else { return nil }
        holes.append((source.value, content))
        places.append(origins.count)
        origins.append(.hole(tensor.type))
      } else if case .input(let name) = role, let stored = call.model?.values[name], stored.isIdentical(to: tensor) {
        origins.append(.model(name))
      } else {
        return nil
      }
    }
    if let id = call.text.id { holes.append((id, .token)) }
    guard let outline = JSONOutline(call.text.value, holes: holes),
      let blank = try? Tensor(zeros: TensorType(.float32, .scalar))
    else { return nil }
    (self.outline, self.origins, self.places, self.blank) = (outline, origins, places, blank)
    (method, roles, preparation) = (call.method, call.bindings.roles, call.preparation)
    (modelName, model, kept) = (call.model?.name, call.model, call.kept)
  }

  /// Whether the plan is there still.
  var isUsed: Bool { kept != nil }

  /// Whether both have the same texts.
  func isSame(as other: DecodedOutline) -> Bool { outline == other.outline }

  /// Nil for another outline, for a model that was replaced, and for numbers that are none: the decoder says what is wrong with them.
  func call(_ text: UnsafeBufferPointer<UInt8>, _ models: ModelLibrary) -> OutlinedCall? {
    guard let kept, isCurrent(models), var tensors = storedTensors else { return nil }
    var id: Range<Int>?
    let isMatched = outline.match(text) {
      id = $0
    } read: { hole, content, cursor in
      let place = places[hole]
      guard case .hole(let type) = origins[place], let tensor = Tensor(type, content, &cursor) else { return false }
      tensors[place] = tensor
      return true
    }
    guard isMatched else { return nil }
    return OutlinedCall(
      method: method, kept: kept, bindings: Bindings(roles, tensors), id: id, preparation: preparation)
  }

  private func isCurrent(_ models: ModelLibrary) -> Bool {
    guard let modelName else { return true }
    return model.map { $0 === models.model(named: modelName) } ?? false
  }

  /// The model's tensors in their places, and blanks in the others. Nil where the model has one no more.
  private var storedTensors: [Tensor]? {
    var tensors = [Tensor](repeating: blank, count: origins.count)
    for (place, origin) in origins.enumerated() {
      guard case .model(let name) = origin else { continue }
      guard let tensor = model?.values[name] else { return nil }
      tensors[place] = tensor
    }
    return tensors
  }
}
