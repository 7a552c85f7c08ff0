import Synchronization

/// Bytes that requests hold: their bodies, workspaces and results.
final class MemoryAccount: Sendable {
  let limit: Int
  private let held = Atomic(0)

  init(limit: Int) {
    self.limit = limit
  }

  var heldByteCount: Int { held.load(ordering: .relaxed) }

  /// Whether the bytes may be had; `release` gives them back.
  func reserve(_ byteCount: Int) -> Bool {
    guard byteCount <= limit else { return false }
    let after = held.wrappingAdd(byteCount, ordering: .relaxed).newValue
    if after <= limit { return true }
    release(byteCount)
    return false
  }

  func release(_ byteCount: Int) {
    held.wrappingSubtract(byteCount, ordering: .relaxed)
  }
}
