import Autodiff
import JSON
import ModelSpec
import Synchronization

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

  /// The call, where one with its outline has its plan still.
  func find(_ method: String, _ params: JSONValue) -> OutlinedCall? {
    guard params.nodeCount <= Self.maximumValues else { return nil }
    let key = Key(method: method, hash: params.outlineHash)
    guard let found = state.withLock({ $0.outlines[key] }) else { return nil }
    return found.call(params)
  }

  /// Keeps the outline of a call that was decoded, and whose plan is `kept`.
  func remember(_ decoder: RequestDecoder, _ kept: KeptCall) {
    guard decoder.params.nodeCount <= Self.maximumValues, let outline = DecodedOutline(decoder, kept) else { return }
    let key = Key(method: decoder.method, hash: decoder.params.outlineHash)
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
  private let outline: JSONOutline
  private let roles: [Role]
  private let types: [TensorType]
  private let isBase64: [Bool]
  private let common: CommonParameters
  private let tensors: TensorDecoder
  private weak let kept: KeptCall?

  var footprint: Int { outline.footprint + 128 * roles.count + 256 }

  /// Nil for a call of a stored model, which may become another, where a number was not read from a place of its own, or where one is a
  /// condition, which may be written in several ways.
  init?(_ decoder: RequestDecoder, _ kept: KeptCall) {
    let bindings = decoder.bindings
    guard decoder.model == nil, let sources = decoder.tensors.sources.sources(of: bindings.tensors),
      bindings.tensors.allSatisfy({ $0.dtype != .bool }),
      let outline = JSONOutline(decoder.params, holes: sources.map(\.value))
    else { return nil }
    self.outline = outline
    (roles, types) = (bindings.roles, bindings.tensors.map(\.type))
    (isBase64, common, self.kept) = (sources.map(\.isBase64), decoder.common, kept)
    tensors = TensorDecoder(dtype: decoder.common.dtype)
  }

  /// Nil for another outline, and for numbers that are none: the decoder says what is wrong with them.
  func call(_ params: JSONValue) -> OutlinedCall? {
    guard let kept, let values = outline.match(params), values.count == types.count else { return nil }
    var read: [Tensor] = []
    read.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard let tensor = try? tensors.tensor(types[index], from: value, isBase64: isBase64[index]) else { return nil }
      read.append(tensor)
    }
    return OutlinedCall(kept: kept, bindings: Bindings(roles, read), common: common)
  }
}
