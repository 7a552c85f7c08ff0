import Autodiff
import JSON
import ModelSpec
import StoredModels
import Synchronization

/// A call that was decoded, with what it was decoded from.
struct DecodedCall {
  /// What the text is a call of: equal texts of other methods are other calls.
  let method: String
  let text: JSONValue
  let bindings: Bindings
  let common: CommonParameters
  /// The stored model that the call names.
  let model: StoredModel?
  let sources: TensorSources
}

/// A call that was found by its outline: its numbers, and all else as in the call that left the outline.
struct OutlinedCall {
  let kept: KeptCall
  let bindings: Bindings
  let common: CommonParameters
}

/// How calls that have plans were written, but for their numbers.
///
/// A service is asked for the derivatives of few functions at many points. Whoever asks again writes the same names, layers and options
/// into other numbers; then decoding, checking and looking for the plan come to the same as before. So the text itself is compared, which
/// is ten times as fast, and only the numbers are read. Whatever differs is decoded as if there were no cache, which also finds what is
/// wrong with it.
final class OutlineCache: Sendable {
  private struct Key: Hashable {
    let method: String
    let hash: Int
  }

  private struct State {
    var outlines: [Key: DecodedOutline] = [:]
    var byteCount = 0
  }

  /// Bounds of the outlines, and of the calls that have one.
  private static let (capacity, maximumBytes, maximumValues) = (512, 8 << 20, 4096)

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.outlines.count } }

  /// The call, where one with its outline has its plan still and the model that it names is the one in `models`.
  func find(_ method: String, _ text: JSONValue, _ models: ModelLibrary) -> OutlinedCall? {
    guard text.nodeCount <= Self.maximumValues else { return nil }
    let key = Key(method: method, hash: text.outlineHash)
    guard let found = state.withLock({ $0.outlines[key] }) else { return nil }
    return found.call(text, models)
  }

  /// Keeps the outline of a call whose plan is `kept`.
  func remember(_ call: DecodedCall, _ kept: KeptCall) {
    guard call.text.nodeCount <= Self.maximumValues, let outline = DecodedOutline(call, kept) else { return }
    let key = Key(method: call.method, hash: call.text.outlineHash)
    state.withLock { state in
      if let old = state.outlines[key] { state.byteCount -= old.footprint }
      // What is used comes back at once; to know what was not used for longest would cost every call a little.
      while state.outlines.count >= Self.capacity || state.byteCount + outline.footprint > Self.maximumBytes,
        let other = state.outlines.popFirst()
      {
        state.byteCount -= other.value.footprint
      }
      state.outlines[key] = outline
      state.byteCount += outline.footprint
    }
  }
}

/// The outline of a call, its numbers being the holes, and what the call was decoded to.
private final class DecodedOutline: Sendable {
  /// Where a value comes from.
  private enum Origin {
    /// The next hole.
    case hole(TensorType, isBase64: Bool)
    /// The model, which has it under this name.
    case model(String)
  }

  private let outline: JSONOutline
  private let roles: [Role]
  private let origins: [Origin]
  private let common: CommonParameters
  private let tensors: TensorDecoder
  private let modelName: String?
  private weak let model: StoredModel?
  private weak let kept: KeptCall?

  var footprint: Int { outline.footprint + 128 * roles.count + 256 }

  /// Nil where a number was not read from a place of its own, or where one is a condition, which may be written in several ways.
  init?(_ call: DecodedCall, _ kept: KeptCall) {
    var holes: [JSONValue] = []
    var origins: [Origin] = []
    for (role, tensor) in zip(call.bindings.roles, call.bindings.tensors) {
      if let source = call.sources.source(of: tensor) {
        guard tensor.dtype != .bool else { return nil }
        holes.append(source.value)
        origins.append(.hole(tensor.type, isBase64: source.isBase64))
      } else if case .input(let name) = role, let stored = call.model?.values[name], stored.isIdentical(to: tensor) {
        origins.append(.model(name))
      } else {
        return nil
      }
    }
    guard let outline = JSONOutline(call.text, holes: holes) else { return nil }
    (self.outline, self.origins, roles) = (outline, origins, call.bindings.roles)
    (common, modelName, model, self.kept) = (call.common, call.model?.name, call.model, kept)
    tensors = TensorDecoder(dtype: call.common.dtype)
  }

  /// Nil for another outline, for a model that was replaced, and for numbers that are none: the decoder says what is wrong with them.
  func call(_ text: JSONValue, _ models: ModelLibrary) -> OutlinedCall? {
    guard let kept, isCurrent(models), let values = outline.match(text) else { return nil }
    var holes = values.makeIterator()
    var read: [Tensor] = []
    read.reserveCapacity(origins.count)
    for origin in origins {
      guard let tensor = value(origin, &holes) else { return nil }
      read.append(tensor)
    }
    return OutlinedCall(kept: kept, bindings: Bindings(roles, read), common: common)
  }

  private func isCurrent(_ models: ModelLibrary) -> Bool {
    guard let modelName else { return true }
    return model.map { $0 === models.model(named: modelName) } ?? false
  }

  private func value(_ origin: Origin, _ holes: inout IndexingIterator<[JSONValue]>) -> Tensor? {
    switch origin {
    case .hole(let type, let isBase64):
      holes.next().flatMap { try? tensors.tensor(type, from: $0, isBase64: isBase64) }
    case .model(let name): model?.values[name]
    }
  }
}
