import JSON
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
      let added = [outline] + siblings.prefix(Self.maximumSiblings - 1)
      // What is used comes back at once; to know what was not used for longest would cost every call a little.
      while state.count + added.count > Self.capacity || state.byteCount + added.footprint > Self.maximumBytes,
        let other = state.outlines.first?.key
      {
        _ = state.remove(other)
      }
      state.insert(added, at: key)
    }
  }
}

extension OutlineCache.State {
  fileprivate mutating func insert(_ added: [DecodedOutline], at key: OutlineCache.Key) {
    outlines[key] = added
    count += added.count
    byteCount += added.footprint
  }

  fileprivate mutating func remove(_ key: OutlineCache.Key) -> [DecodedOutline] {
    let removed = outlines.removeValue(forKey: key) ?? []
    count -= removed.count
    byteCount -= removed.footprint
    return removed
  }
}

extension [DecodedOutline] {
  fileprivate var footprint: Int { reduce(0) { $0 + $1.footprint } }
}
