import Synchronization

/// Counts the bytes of the tensors that a task makes, as long as they live: what a computation keeps, and how much at once.
final class StorageMeter: Sendable {
  @TaskLocal static var current: StorageMeter?

  private let counts = Mutex((live: 0, peak: 0))

  /// Bytes of the tensors that are still alive.
  var live: Int { counts.withLock { $0.live } }

  /// The largest number of bytes that were alive at once.
  var peak: Int { counts.withLock { $0.peak } }

  func add(_ bytes: Int) {
    counts.withLock {
      $0.live += bytes
      $0.peak = max($0.peak, $0.live)
    }
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
