import DerivativeService
import Synchronization

/// How far a call is, drawn on standard error where that is a terminal:
/// ```
/// [############------------------]  41 %  12 s
/// ```
final class ProgressBar: Sendable {
  private let flops = Mutex((done: 0.0, all: 0.0))
  private let start = ContinuousClock.now
  private let isTerminal = Stream.errors.isTerminal
  private let isShown = Atomic(false)

  private static let width = 30
  /// What takes less is not worth a bar.
  private static let patience = Duration.milliseconds(500)

  /// Takes note of how far a call is. For the threads that compute.
  @Sendable func note(_ progress: CallProgress) {
    flops.withLock { flops in
      switch progress {
      case .began(let count): flops.all += Double(count)
      case .did(let count): flops.done += Double(count)
      }
    }
  }

  /// Draws the bar anew.
  func show() {
    let elapsed = ContinuousClock.now - start
    guard isTerminal, elapsed >= Self.patience else { return }
    isShown.store(true, ordering: .relaxed)
    Stream.errors.say("\r" + ProgressBar.text(fraction: fraction, elapsed: elapsed))
  }

  /// Takes the bar away, if there is one.
  func clear() {
    if isShown.exchange(false, ordering: .relaxed) { Stream.errors.say("\r\u{1B}[K") }
  }

  private var fraction: Double {
    flops.withLock { $0.all > 0 ? min(1, $0.done / $0.all) : 0 }
  }

  private static func text(fraction: Double, elapsed: Duration) -> String {
    let filled = Int(fraction * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    let percent = String(Int(fraction * 100))
    let padding = String(repeating: " ", count: 3 - percent.count)
    return "[\(bar)] \(padding)\(percent) %  \(elapsed.components.seconds) s"
  }
}
