import Dispatch

/// A counter that threads wait on: each `take` uses up one `give`, and waits where there is none.
final class Permits: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func give(_ number: Int = 1) {
    for _ in 0..<number { semaphore.signal() }
  }

  /// Waits for a permit, or until the moment has come; nil waits for ever.
  func take(until moment: ContinuousClock.Instant? = nil) {
    guard let moment else { return semaphore.wait() }
    _ = semaphore.wait(timeout: .now() + (moment - .now) / .seconds(1))
  }
}
