import Glibc

/// Threads that do what takes long. They end with this object.
final class Workers: Sendable {
  let queue: WorkQueue
  let count: Int

  /// Enough for the small to be let in at once, and little enough that other programs do not push long jobs aside.
  private static let niceness: Int32 = 5

  /// - Parameter yielding: whether other threads come first where processors are short, such as those that answer small calls.
  init(count: Int, queueLimit: Int, yielding: Bool = false) {
    queue = WorkQueue(limit: queueLimit)
    self.count = count
    for number in 0..<count {
      DetachedThread.start("worker \(number)") { [queue] in
        // On Linux of this thread alone. Where it is refused, all are equal.
        if yielding { setpriority(.init(PRIO_PROCESS.rawValue), 0, Workers.niceness) }
        while let job = queue.next() { job.start() }
      }
    }
    DetachedThread.start("deadlines") { [queue] in
      while queue.dropExpired() {}
    }
  }

  deinit {
    queue.close(waiting: count)
  }
}
