import Autodiff
import JSON
import StoredModels
import Synchronization

/// All that a call's plan depends on. Two calls with equal keys can share a plan whatever their numbers.
struct PlanKey: Hashable, Sendable {
  let method: String
  let function: CallFunction.Identity
  let dtype: DType
  let unconnected: CommonParameters.Unconnected
  let roles: [Role]
  let types: [TensorType]
  let options: MethodOptions

  init(_ call: DerivativeCall, _ options: MethodOptions) {
    (method, function, dtype, unconnected) = (call.method, call.function.identity, call.dtype, call.unconnected)
    (roles, types, self.options) = (call.bindings.roles, call.bindings.tensors.map(\.type), options)
  }
}

/// What is kept for the next call of the same structure.
protocol CachedCall: Sendable {
  /// Bytes that it takes, about.
  var footprint: Int { get }
}

/// A plan in the cache. Others that know it hold it weakly: when the cache lets it go, it is gone.
final class KeptCall: Sendable {
  let call: any CachedCall
  fileprivate let lastUse = Atomic<UInt64>(0)

  init(_ call: some CachedCall) { self.call = call }
}

/// The plans that were used last: at most `capacity` of them, of at most `byteCount` bytes together.
public final class PlanCache: Sendable {
  fileprivate struct State {
    var entries: [PlanKey: KeptCall] = [:]
    var byteCount = 0
  }

  /// The ways to plans that do not lead through a key.
  let outlines = OutlineCache()

  private let capacity: Int
  private let byteCount: Int
  private let state = Mutex(State())
  private let hitCount = Atomic<Int>(0)
  private let missCount = Atomic<Int>(0)
  /// Counts uses.
  private let clock = Atomic<UInt64>(0)

  public init(capacity: Int = 512, byteCount: Int = 256 << 20) {
    (self.capacity, self.byteCount) = (capacity, byteCount)
  }

  public var hits: Int { hitCount.load(ordering: .relaxed) }
  public var misses: Int { missCount.load(ordering: .relaxed) }

  /// What was compiled for `key`.
  func find(_ key: PlanKey) -> KeptCall? {
    let found = state.withLock { $0.entries[key] }
    if let found { use(found) }
    return found
  }

  func find<Compiled: CachedCall>(_ key: PlanKey, as _: Compiled.Type) -> Compiled? { find(key)?.call as? Compiled }

  /// A call that differs from an earlier one in its numbers alone.
  func outlined(_ form: OutlineForm, _ text: some Collection<UInt8>, _ models: ModelLibrary) -> OutlinedCall? {
    guard let found = text.withContiguousStorageIfAvailable({ outlines.find(form, $0, models) }), let call = found
    else { return nil }
    use(call.kept)
    return call
  }

  /// Counts a use of a plan, however it was found.
  private func use(_ kept: KeptCall) {
    hitCount.add(1, ordering: .relaxed)
    kept.lastUse.store(now(), ordering: .relaxed)
  }

  private func now() -> UInt64 { clock.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Keeps a plan, in place of those that were not used for longest; not one that would take a large part of all room. Two threads that
  /// compile the same at once both may insert it.
  func insert(_ call: some CachedCall, for key: PlanKey) {
    missCount.add(1, ordering: .relaxed)
    guard call.footprint <= byteCount / 4 else { return }
    let kept = KeptCall(call)
    kept.lastUse.store(now(), ordering: .relaxed)
    state.withLock { state in
      state.remove(key)
      while state.entries.count >= capacity || state.byteCount + call.footprint > byteCount, state.removeOldest() {}
      state.entries[key] = kept
      state.byteCount += call.footprint
    }
  }
}

extension PlanCache.State {
  fileprivate mutating func remove(_ key: PlanKey) {
    byteCount -= entries.removeValue(forKey: key)?.call.footprint ?? 0
  }

  /// False where there is none.
  fileprivate mutating func removeOldest() -> Bool {
    let uses = entries.mapValues { $0.lastUse.load(ordering: .relaxed) }
    guard let oldest = uses.min(by: { $0.value < $1.value }) else { return false }
    remove(oldest.key)
    return true
  }
}
