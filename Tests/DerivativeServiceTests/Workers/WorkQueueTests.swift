import Synchronization
import Testing

@testable import DerivativeService

@Suite struct WorkQueueTests {
  /// What became of jobs, in order.
  final class Journal: Sendable {
    private let entries = Mutex<[String]>([])
    var all: [String] { entries.withLock { $0 } }

    func job(_ name: String, until deadline: ContinuousClock.Instant = .now + .seconds(3600)) -> Job {
      Job(deadline: deadline) { [self] in
        entries.withLock { $0.append(name) }
      } drop: { [self] refusal in
        entries.withLock { $0.append("\(name) \(refusal)") }
      }
    }
  }

  let journal = Journal()

  private func runAll(_ queue: WorkQueue) {
    queue.close(waiting: 1)
    while let job = queue.next() { job.start() }
  }

  @Test func aJobIsNotBegunPastItsDeadline() {
    journal.job("late", until: .now - .seconds(1)).start()
    journal.job("early").start()
    #expect(journal.all == ["late deadline", "early"])
  }

  @Test func aQueueIsFullWhenAllPlacesAreTaken() throws {
    let queue = WorkQueue(limit: 2)
    for name in ["a", "b"] {
      #expect(!queue.isFull)
      try queue.submit(journal.job(name), in: Lane())
    }
    #expect(queue.isFull)
    try #require(queue.next()).start()
    #expect(!queue.isFull)
    #expect(!WorkQueue(limit: 0).isFull)
  }

  @Test func requestsTakeTurns() throws {
    let queue = WorkQueue(limit: 2)
    let (first, second) = (Lane(), Lane())
    for name in ["a1", "a2", "a3"] { try queue.submit(journal.job(name), in: first) }
    for name in ["b1", "b2"] { try queue.submit(journal.job(name), in: second) }
    #expect(queue.depth == 2)
    runAll(queue)
    #expect(journal.all == ["a1", "b1", "a2", "b2", "a3"])
    #expect(queue.depth == 0)
  }

  @Test func aRequestThatWasLetInGoesOn() throws {
    let queue = WorkQueue(limit: 1)
    let (first, second) = (Lane(), Lane())
    try queue.submit(journal.job("a1"), in: first)
    try #require(queue.next()).run()
    try queue.submit(journal.job("b1"), in: second)
    try queue.submit(journal.job("a2"), in: first)
    #expect(throws: Job.Refusal.queueFull) { try queue.submit(journal.job("c1"), in: Lane()) }
    runAll(queue)
    #expect(journal.all == ["a1", "b1", "a2"])
  }

  @Test func aQueueWithoutPlacesRefuses() {
    #expect(throws: Job.Refusal.queueFull) { try WorkQueue(limit: 0).submit(journal.job("a"), in: Lane()) }
  }

  @Test func cancellingDropsWhatWaits() throws {
    let queue = WorkQueue(limit: 2)
    let (first, second) = (Lane(), Lane())
    for name in ["a1", "a2"] { try queue.submit(journal.job(name), in: first) }
    try queue.submit(journal.job("b1"), in: second)
    queue.cancel(first)
    #expect(queue.depth == 1)
    runAll(queue)
    #expect(journal.all == ["a1 cancelled", "a2 cancelled", "b1"])
  }

  @Test func expiryDropsOnlyWhatIsLate() throws {
    let queue = WorkQueue(limit: 2)
    let (first, second) = (Lane(), Lane())
    let past = ContinuousClock.now - .seconds(1)
    try queue.submit(journal.job("a1", until: past), in: first)
    try queue.submit(journal.job("a2"), in: first)
    try queue.submit(journal.job("b1", until: past), in: second)
    queue.close(waiting: 1)
    #expect(!queue.dropExpired())
    #expect(queue.depth == 1)
    runAll(queue)
    #expect(journal.all == ["a1 deadline", "b1 deadline", "a2"])
  }
}
