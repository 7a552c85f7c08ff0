import HTTP
import Synchronization

/// How much memory the bodies of all requests may take together, from their first byte until they are answered.
final class BodyBudget: Sendable {
  private let capacity: Int
  private let used = Atomic(0)

  /// At least one body of the largest size finds room.
  init(_ configuration: ServerConfiguration) {
    capacity = max(configuration.bodyMemory, configuration.limits.body + Request.bodyPadding)
  }

  /// Takes `count` bytes; false, and nothing taken, where so many are not left.
  func take(_ count: Int) -> Bool {
    let total = used.wrappingAdd(count, ordering: .relaxed).newValue
    guard total > capacity else { return true }
    give(count)
    return false
  }

  func give(_ count: Int) {
    used.wrappingSubtract(count, ordering: .relaxed)
  }

  var bytes: Int { used.load(ordering: .relaxed) }
}

extension Rejection {
  static var bodiesTooLarge: Rejection {
    Rejection(
      .serviceUnavailable, .init(9110, "15.6.4"), reason: "body_memory",
      "The bodies of other requests leave no room for this one", fields: ["Retry-After": "1"])
  }
}
