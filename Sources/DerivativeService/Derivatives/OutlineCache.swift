import Autodiff
import JSON
import ModelSpec
import StoredModels
import Synchronization

/// How calls that have plans were written, but for their numbers.
///
/// A service is asked for the derivatives of few functions at many points. Whoever asks again writes the same names, layers and options
/// into other numbers; then parsing, decoding, checking and looking for the plan come to the same as before. So the text itself is
/// compared, byte by byte, and only the numbers are read. Whatever differs is parsed and decoded as if there were no cache, which also
/// finds what is wrong with it.
final class OutlineCache: Sendable {
  fileprivate struct Key: Hashable {
    let form: OutlineForm
    let hash: UInt64
  }

  fileprivate struct State {
    /// The latest first.
    var outlines: [Key: [DecodedOutline]] = [:]
    var count = 0
    var byteCount = 0
  }

  /// Bounds of the outlines, of one of them, and of those that differ in numbers alone.
  private static let (capacity, maximumBytes, maximumFootprint, maximumSiblings) = (512, 8 << 20, 128 << 10, 8)

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }

  /// The call, where one with its outline has its plan still and the model that it names is the one in `models`.
  func find(_ form: OutlineForm, _ text: UnsafeBufferPointer<UInt8>, _ models: ModelLibrary) -> OutlinedCall? {
    let key = Key(form: form, hash: JSONOutline.hash(text))
    guard let found = state.withLock({ $0.outlines[key] }) else { return nil }
    for outline in found {
      if let call = outline.call(text, models) { return call }
    }
    return nil
  }

  /// Keeps the outline of a call.
  func remember(_ call: DecodedCall) {
    guard let outline = DecodedOutline(call), outline.footprint <= Self.maximumFootprint else { return }
    let hash = call.text.value.rawText.withUnsafeBufferPointer(JSONOutline.hash)
    let key = Key(form: call.text.form, hash: hash)
    state.withLock { state in
      let siblings = state.remove(key).filter { $0.isUsed && !$0.isSame(as: outline) }
      // What is used comes back at once; to know what was not used for longest would cost every call a little.
      while state.count >= Self.capacity || state.byteCount + outline.footprint > Self.maximumBytes,
        let other = state.outlines.first?.key
      {
        _ = state.remove(other)
      }
      state.insert([outline] + siblings.prefix(Self.maximumSiblings - 1), at: key)
    }
  }
}

extension OutlineCache.State {
  fileprivate mutating func insert(_ added: [DecodedOutline], at key: OutlineCache.Key) {
    outlines[key] = added
    count += added.count
    byteCount += added.reduce(0) { $0 + $1.footprint }
  }

  fileprivate mutating func remove(_ key: OutlineCache.Key) -> [DecodedOutline] {
    let removed = outlines.removeValue(forKey: key) ?? []
    count -= removed.count
    byteCount -= removed.reduce(0) { $0 + $1.footprint }
    return removed
  }
}

/// What a text is a call of: equal texts in other forms are other calls.
enum OutlineForm: Hashable, Sendable {
  /// Of the method that an envelope of JSON-RPC names.
  case envelope
  /// Of the method, whose parameters the text is.
  case parameters(method: String)
  /// Of another protocol's operation.
  case body(path: String)
}

/// The text of a call that can leave an outline.
struct OutlineText {
  let form: OutlineForm
  let value: JSONValue
  /// The id in the text, which is no part of what is asked.
  let id: JSONValue?

  init(_ form: OutlineForm, _ value: JSONValue, id: JSONValue? = nil) {
    (self.form, self.value, self.id) = (form, value, id)
  }

  /// The whole body where the call is alone in it and its id, if any, is a number: a client counts its calls. Else the parameters.
  init(of params: JSONValue, _ method: String) {
    let (body, form) = (params.document.root, OutlineForm.parameters(method: method))
    guard body.kind == .object, body.range != params.range, body["id"].map({ $0.kind == .number }) ?? true else {
      self.init(form, params)
      return
    }
    self.init(.envelope, body, id: body["id"])
  }

  /// Whether the text is all of a body, so that its outline is found before it is parsed.
  var isBody: Bool { value.range == value.document.root.range }
}

/// A call that was decoded, with what it was decoded from and compiled to.
struct DecodedCall {
  let method: String
  let text: OutlineText
  let bindings: Bindings
  /// The stored model that the call names.
  let model: StoredModel?
  let sources: TensorSources
  let kept: KeptCall
  /// The call for other numbers.
  let prepare: OutlinedCall.Preparation
}

/// A call that was found by its outline: its numbers, and all else as in the call that left the outline.
struct OutlinedCall {
  /// It is given the context, which has the outlines: to keep it would keep both for ever.
  typealias Preparation = @Sendable (_ compiled: any CachedCall, Bindings, MethodContext) throws -> PreparedCall?

  let method: String
  let kept: KeptCall
  let bindings: Bindings
  /// Where the id stands in the text.
  let id: Range<Int>?
  fileprivate let preparation: Preparation
}

extension MethodContext {
  /// The call that a text is, without parsing it, where it differs from an earlier one in its numbers alone.
  func known(_ form: OutlineForm, _ text: some Collection<UInt8>) throws -> KnownCall? {
    guard let call = plans.outlined(form, text, models) else { return nil }
    return try call.preparation(call.kept.call, call.bindings, self).map { prepared in
      KnownCall(method: call.method, id: call.id, prepared: prepared)
    }
  }
}

/// The outline of a call, its numbers being the holes, and what the call was decoded to.
private final class DecodedOutline: Sendable {
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
    guard let outline = JSONOutline(call.text.value, holes: holes) else { return nil }
    (self.outline, self.origins, self.places) = (outline, origins, places)
    (method, roles, preparation) = (call.method, call.bindings.roles, call.prepare)
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
      method: method, kept: kept, bindings: Bindings(roles, tensors.compactMap { $0 }), id: id, preparation: preparation
    )
  }

  private func isCurrent(_ models: ModelLibrary) -> Bool {
    guard let modelName else { return true }
    return model.map { $0 === models.model(named: modelName) } ?? false
  }

  /// The model's tensors in their places. Nil where it has one no more.
  private var storedTensors: [Tensor?]? {
    var tensors = [Tensor?](repeating: nil, count: origins.count)
    for (place, origin) in origins.enumerated() {
      guard case .model(let name) = origin else { continue }
      guard let tensor = model?.values[name] else { return nil }
      tensors[place] = tensor
    }
    return tensors
  }
}
