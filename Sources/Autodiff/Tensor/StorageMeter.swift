import Synchronization

/// Counts the bytes of the tensors that a task makes, as long as they live: what a computation keeps, and how much at once. It may have
/// a limit.
final class StorageMeter: Sendable {
  @TaskLocal static var current: StorageMeter?

  private let counts = Mutex((live: 0, peak: 0))
  private let limit: Int

  init(limit: Int = .max) {
    self.limit = limit
  }

  /// Bytes of the tensors that are still alive.
  var live: Int { counts.withLock { $0.live } }

  /// The largest number of bytes that were alive at once.
  var peak: Int { counts.withLock { $0.peak } }

  /// Counts bytes that are to be allocated. Throws `limitExceeded` beyond the limit.
  func add(_ bytes: Int) throws {
    let live = counts.withLock {
      guard $0.live.addingSaturated(bytes) <= limit else { return $0.live.addingSaturated(bytes) }
      $0.live += bytes
      $0.peak = max($0.peak, $0.live)
      return 0
    }
    guard live == 0 else {
      throw AutodiffError(
        .limitExceeded, "the tensors would take \(live) bytes, more than the limit of \(limit)",
        expected: "at most \(limit) bytes", actual: "\(live) bytes")
    }
  }

  func remove(_ bytes: Int) {
    counts.withLock { $0.live -= bytes }
  }

  /// Makes the bytes that are alive now the peak.
  func restart() {
    counts.withLock { $0.peak = $0.live }
  }

  /// Runs `body`, counting the tensors that it makes.
  func measuring<R>(_ body: () throws -> R) rethrows -> R {
    try StorageMeter.$current.withValue(self, operation: body)
  }
}
