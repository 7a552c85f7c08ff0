import Synchronization

/// Requests that wait for workers: bounded, and fair, in that a request with many jobs goes to the end of the queue after
/// each.
///
/// Jobs are called with no lock held.
final class WorkQueue: Sendable {
  fileprivate struct State {
    /// Never an empty one.
    var lanes: [Lane] = []
    var isClosed = false
    /// When the deadlines are looked at next.
    var alarm: ContinuousClock.Instant?
  }

  /// How many requests may wait.
  let limit: Int
  private let state = Mutex(State())
  private let work = Permits()
  private let alarm = Permits()

  init(limit: Int) {
    self.limit = limit
  }

  /// How many requests wait.
  var depth: Int { state.withLock { $0.lanes.count } }

  /// Whether another request would be refused, because others wait in all places.
  var isFull: Bool { state.withLock { !$0.lanes.isEmpty && $0.lanes.count >= limit } }

  /// Puts a job into a lane, and the lane into the queue. Throws `queueFull` for the first job of a request that finds
  /// the queue full.
  func submit(_ job: Job, in lane: Lane) throws(Job.Refusal) {
    let isEarliest = try state.withLock { state throws(Job.Refusal) in
      guard state.lanes.count < limit || lane.wasAdmitted else { throw .queueFull }
      if lane.append(job) { state.lanes.append(lane) }
      guard state.alarm.map({ job.deadline < $0 }) ?? true else { return false }
      state.alarm = job.deadline
      return true
    }
    work.give()
    if isEarliest { alarm.give() }
  }

  /// The next job; waits for one, and gives nil when the queue is closed.
  func next() -> Job? {
    while true {
      work.take()
      let (job, isClosed) = state.withLock { ($0.takeFirst(), $0.isClosed) }
      if let job { return job }
      if isClosed { return nil }
    }
  }

  /// Drops what waits in a lane.
  func cancel(_ lane: Lane) {
    let jobs = state.withLock { state in
      state.lanes.removeAll { $0 === lane }
      return lane.removeAll()
    }
    for job in jobs { job.drop(.cancelled) }
  }

  /// Drops what has waited past its deadline, then waits until there may be more of it; whether the queue is still open.
  func dropExpired() -> Bool {
    let (expired, moment, isClosed) = state.withLock { state in
      let expired = state.removeExpired(at: .now)
      return (expired, state.alarm, state.isClosed)
    }
    for job in expired { job.drop(.deadline) }
    if !isClosed { alarm.take(until: moment) }
    return !isClosed
  }

  /// Lets those who wait for jobs go.
  func close(waiting: Int) {
    state.withLock { $0.isClosed = true }
    work.give(waiting)
    alarm.give()
  }
}

extension WorkQueue.State {
  fileprivate mutating func takeFirst() -> Job? {
    guard !lanes.isEmpty else { return nil }
    let lane = lanes.removeFirst()
    guard let (job, more) = lane.take() else { return nil }
    if more { lanes.append(lane) }
    return job
  }

  fileprivate mutating func removeExpired(at moment: ContinuousClock.Instant) -> [Job] {
    var expired: [Job] = []
    alarm = nil
    lanes.removeAll { lane in
      let (late, earliest) = lane.removeExpired(at: moment)
      expired += late
      if let earliest { alarm = min(alarm ?? earliest, earliest) }
      return earliest == nil
    }
    return expired
  }
}
