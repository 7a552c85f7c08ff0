import Synchronization

/// The waiting jobs of one request. A request takes one place in the queue however many jobs it has: the calls of a batch
/// wait here.
final class Lane: Sendable {
  private struct State {
    var jobs: [Job] = []
    /// Jobs before this index are taken.
    var next = 0
    var wasAdmitted = false
  }

  private let state = Mutex(State())

  /// Whether the request has had a place in the queue: then all its jobs are let in, so that a batch is not done by half.
  var wasAdmitted: Bool { state.withLock { $0.wasAdmitted } }

  /// Whether the lane was empty before.
  func append(_ job: Job) -> Bool {
    state.withLock { state in
      state.wasAdmitted = true
      state.jobs.append(job)
      return state.jobs.count - state.next == 1
    }
  }

  /// The first job, and whether there are more.
  func take() -> (job: Job, more: Bool)? {
    state.withLock { state in
      guard state.next < state.jobs.count else { return nil }
      let job = state.jobs[state.next]
      state.next += 1
      let more = state.next < state.jobs.count
      if !more { (state.jobs, state.next) = ([], 0) }
      return (job, more)
    }
  }

  /// Takes out all jobs whose deadline is not after `moment`; the earliest deadline of those that are left.
  func removeExpired(at moment: ContinuousClock.Instant) -> (expired: [Job], earliest: ContinuousClock.Instant?) {
    state.withLock { state in
      let waiting = state.jobs[state.next...]
      let expired = waiting.filter { $0.deadline <= moment }
      if !expired.isEmpty { (state.jobs, state.next) = (waiting.filter { $0.deadline > moment }, 0) }
      return (expired, state.jobs[state.next...].lazy.map(\.deadline).min())
    }
  }

  func removeAll() -> [Job] {
    state.withLock { state in
      defer { (state.jobs, state.next) = ([], 0) }
      return Array(state.jobs[state.next...])
    }
  }
}
