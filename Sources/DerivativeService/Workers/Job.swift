/// Work that waits for a worker. Exactly one of `run` and `drop` is called, `run` by `start` only.
struct Job: Sendable {
  /// Why work is not done.
  enum Refusal: String, CaseIterable, Error, Sendable {
    /// As many requests wait as may.
    case queueFull = "queue_full"
    /// The memory for it is in use.
    case memory
    /// Its deadline passed before it was begun.
    case deadline
    /// Its client went away.
    case cancelled
  }

  /// Where this passes first, the job is dropped.
  let deadline: ContinuousClock.Instant
  let run: @Sendable () -> Void
  let drop: @Sendable (Refusal) -> Void

  /// Runs the job, unless its deadline has passed: nobody waits for it any more, and others do.
  func start() {
    ContinuousClock.now < deadline ? run() : drop(.deadline)
  }
}
