import CLinux
import Glibc

/// A thread that nobody waits for: for what blocks, which Dispatch's threads should not.
public enum DetachedThread {
  /// The depth of recursion is bounded everywhere; this is room for the deepest of it in unoptimised builds too.
  private static let stackSize = 8 << 20

  /// Runs `body` on a thread of its own. Ends the process where there is none: threads are started before the first request, and with too few
  /// of them a service would leave its callers waiting.
  ///
  /// - Parameter name: of at most 15 bytes, which the system shows.
  public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, { ThreadWork.run($0) }, work.toOpaque())
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
