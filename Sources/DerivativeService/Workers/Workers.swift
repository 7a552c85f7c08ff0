import Foundation

/// Threads that do what takes long. They end with this object.
final class Workers: Sendable {
  let queue: WorkQueue
  let count: Int

  /// The depth of recursion is bounded everywhere; this is room for the deepest of it in unoptimised builds too.
  private static let stackSize = 8 << 20

  init(count: Int, queueLimit: Int) {
    queue = WorkQueue(limit: queueLimit)
    self.count = count
    for number in 0..<count {
      Workers.detach("worker \(number)") { [queue] in
        while let job = queue.next() { job.start() }
      }
    }
    Workers.detach("deadlines") { [queue] in
      while queue.dropExpired() {}
    }
  }

  deinit {
    queue.close(waiting: count)
  }

  private static func detach(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = stackSize
    thread.start()
  }
}
