import Glibc

/// A place for a worker process: the process that has it, and how its forerunners fared.
struct Worker {
  /// Counted from one.
  let number: Int
  /// Nil while the place is empty.
  private(set) var process: pid_t?
  private var start = ContinuousClock.now
  private var starts = 0
  /// How many processes in a row have not stood.
  private var failures = 0

  /// A process that has lived for so long stands: what it needs at the start was there.
  private static let standing = Duration.seconds(1)
  private static let longestPause = Duration.seconds(5)

  init(number: Int) {
    self.number = number
  }

  mutating func started(_ process: pid_t) {
    self.process = process
    start = .now
    starts += 1
  }

  /// The process has ended, or could not be started; how long to wait before the next one. Not at all, unless several in a row
  /// have not stood.
  mutating func ended() -> Duration {
    failures = hasStood ? 0 : failures + 1
    process = nil
    guard failures > 1 else { return .zero }
    return min(.milliseconds(50 << min(failures, 10)), Worker.longestPause)
  }

  /// Whether no process had the place before.
  var isFirst: Bool { starts <= 1 }

  private var hasStood: Bool { process != nil && ContinuousClock.now - start >= Worker.standing }
}

/// How a process ended.
enum Ending: CustomStringConvertible {
  case exited(Int32)
  case killed(signal: Int32)

  /// What `waitpid` says of a process that has ended.
  init(_ status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// The exit code that shells give it.
  var code: Int32 {
    switch self {
    case .exited(let code): code
    case .killed(let signal): 128 + signal
    }
  }

  var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}
