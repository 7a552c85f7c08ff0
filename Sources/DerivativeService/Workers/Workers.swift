import CLinux
import Glibc

/// Threads that do what takes long. They end with this object.
final class Workers: Sendable {
  let queue: WorkQueue
  let count: Int

  /// The depth of recursion is bounded everywhere; this is room for the deepest of it in unoptimised builds too.
  private static let stackSize = 8 << 20
  /// Enough for the small to be let in at once, and little enough that other programs do not push long jobs aside.
  private static let niceness: Int32 = 5

  /// - Parameter yielding: whether other threads come first where processors are short, such as those that answer small calls.
  init(count: Int, queueLimit: Int, yielding: Bool = false) {
    queue = WorkQueue(limit: queueLimit)
    self.count = count
    for number in 0..<count {
      Workers.detach("worker \(number)") { [queue] in
        // On Linux of this thread alone. Where it is refused, all are equal.
        if yielding { setpriority(.init(PRIO_PROCESS.rawValue), 0, Workers.niceness) }
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
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, { ThreadWork.run($0) }, work.toOpaque())
    // Threads are started when a service begins, before any request: with too few of them it would leave its callers waiting.
    precondition(status == 0, "no thread for \(name): \(String(cString: strerror(status)))")
  }
}

/// What a thread is started with, as the one pointer that it gets.
private final class ThreadWork: Sendable {
  private let name: String
  private let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    (self.name, self.body) = (name, body)
  }

  /// Does the work that was passed retained, on the thread that was started for it.
  static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    let work = Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue()
    pthread_setname_np(pthread_self(), work.name)
    work.body()
    return nil
  }
}
