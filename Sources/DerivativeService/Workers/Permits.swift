import Foundation

/// A counter that threads wait on: each `take` uses up one `give`, and waits where there is none.
///
/// `@unchecked Sendable`: `count` is touched only while `condition` is locked.
final class Permits: @unchecked Sendable {
  private let condition = NSCondition()
  private var count = 0

  func give(_ number: Int = 1) {
    condition.lock()
    count += number
    for _ in 0..<number { condition.signal() }
    condition.unlock()
  }

  /// Waits for a permit, or until the moment has come; nil waits for ever.
  func take(until moment: ContinuousClock.Instant? = nil) {
    condition.lock()
    defer { condition.unlock() }
    while count == 0 {
      guard let moment else {
        condition.wait()
        continue
      }
      // The condition goes by the calendar's clock, which may be set: whoever waits looks at the time again.
      guard condition.wait(until: Date(timeIntervalSinceNow: (moment - .now) / .seconds(1))) else { return }
    }
    count -= 1
  }
}
