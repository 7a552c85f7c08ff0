import HTTP
import Synchronization

/// How much memory all connections may take together for one purpose: the bodies of requests, from their first byte until they are
/// answered, or those of responses until their clients have taken them.
final class MemoryBudget: Sendable {
  private let capacity: Int
  private let used = Atomic(0)

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Takes `count` bytes; false, and nothing taken, where so many are not left.
  func take(_ count: Int) -> Bool {
    take(count) { $0 <= capacity }
  }

  /// Takes `count` bytes as long as there were any left, even if not so many: what is there already cannot be made smaller.
  func takeRest(_ count: Int) -> Bool {
    take(count) { $0 - count < capacity }
  }

  func give(_ count: Int) {
    used.wrappingSubtract(count, ordering: .relaxed)
  }

  var bytes: Int { used.load(ordering: .relaxed) }

  private func take(_ count: Int, ifTotal isAllowed: (Int) -> Bool) -> Bool {
    if isAllowed(used.wrappingAdd(count, ordering: .relaxed).newValue) { return true }
    give(count)
    return false
  }
}

extension Rejection {
  static var bodiesTooLarge: Rejection {
    overloaded("body_memory", "The bodies of other requests leave no room for this one")
  }

  static var responsesTooLarge: Rejection {
    overloaded("response_memory", "Answers that other clients have not taken leave no room for this one's")
  }

  private static func overloaded(_ reason: String, _ message: String) -> Rejection {
    Rejection(.serviceUnavailable, .init(9110, "15.6.4"), reason: reason, message, fields: ["Retry-After": "1"])
  }
}
