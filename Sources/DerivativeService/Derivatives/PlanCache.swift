import Autodiff
import ModelSpec
import Synchronization

/// All that a call's plan depends on. Two calls with equal keys can share a plan whatever their numbers.
struct PlanKey: Hashable, Sendable {
  let method: String
  let definition: FunctionDefinition
  let dtype: DType
  let unconnected: CommonParameters.Unconnected
  let roles: [Role]
  let types: [TensorType]
  let options: MethodOptions
}

/// The plans that were used last, at most `capacity` of them.
public final class PlanCache: Sendable {
  private struct Entry {
    let call: any Sendable
    var lastUse: UInt64
  }

  private struct State {
    var entries: [PlanKey: Entry] = [:]
    var clock: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())
  private let hitCount = Atomic<Int>(0)
  private let missCount = Atomic<Int>(0)

  public init(capacity: Int = 512) {
    self.capacity = capacity
  }

  public var hits: Int { hitCount.load(ordering: .relaxed) }
  public var misses: Int { missCount.load(ordering: .relaxed) }

  /// What was compiled for `key`.
  func find<Compiled: Sendable>(_ key: PlanKey, as _: Compiled.Type) -> Compiled? {
    let found = state.withLock { state in
      state.clock += 1
      state.entries[key]?.lastUse = state.clock
      return state.entries[key]?.call
    }
    if found != nil { hitCount.add(1, ordering: .relaxed) }
    return found as? Compiled
  }

  /// Keeps a plan, in place of the one that was not used for longest. Two threads that compile the same at once both may insert it.
  func insert(_ call: some Sendable, for key: PlanKey) {
    missCount.add(1, ordering: .relaxed)
    state.withLock { state in
      if state.entries.count >= capacity, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.entries[oldest.key] = nil
      }
      state.entries[key] = Entry(call: call, lastUse: state.clock)
    }
  }
}
