import Autodiff
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

/// The plans that were used last: at most `capacity` of them, of at most `byteCount` bytes together.
public final class PlanCache: Sendable {
  fileprivate struct Entry {
    let call: any CachedCall
    var lastUse: UInt64
  }

  fileprivate struct State {
    var entries: [PlanKey: Entry] = [:]
    var byteCount = 0
    var clock: UInt64 = 0
  }

  private let capacity: Int
  private let byteCount: Int
  private let state = Mutex(State())
  private let hitCount = Atomic<Int>(0)
  private let missCount = Atomic<Int>(0)

  public init(capacity: Int = 512, byteCount: Int = 256 << 20) {
    (self.capacity, self.byteCount) = (capacity, byteCount)
  }

  public var hits: Int { hitCount.load(ordering: .relaxed) }
  public var misses: Int { missCount.load(ordering: .relaxed) }

  /// What was compiled for `key`.
  func find<Compiled: CachedCall>(_ key: PlanKey, as _: Compiled.Type) -> Compiled? {
    let found = state.withLock { state in
      state.clock += 1
      state.entries[key]?.lastUse = state.clock
      return state.entries[key]?.call
    }
    if found != nil { hitCount.add(1, ordering: .relaxed) }
    return found as? Compiled
  }

  /// Keeps a plan, in place of those that were not used for longest; not one that would take a large part of all room. Two threads that
  /// compile the same at once both may insert it.
  func insert(_ call: some CachedCall, for key: PlanKey) {
    missCount.add(1, ordering: .relaxed)
    guard call.footprint <= byteCount / 4 else { return }
    state.withLock { state in
      state.remove(key)
      while state.entries.count >= capacity || state.byteCount + call.footprint > byteCount, state.removeOldest() {}
      state.entries[key] = Entry(call: call, lastUse: state.clock)
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
    guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return false }
    remove(oldest.key)
    return true
  }
}
