import CLinux
import DerivativeService
import Glibc
import HTTPServer

/// What a supervisor gives to its workers: descriptors at fixed places.
enum Inheritance {
  /// The socket to listen on.
  static let socket: Int32 = 3
  /// A pipe that nothing is written to: it ends when the supervisor does, however that comes about.
  static let lifeline: Int32 = 4

  /// Names this process, which the system calls by the link to the executable that the supervisor started it with.
  static func takeName() {
    pthread_setname_np(pthread_self(), "pushforward")
  }

  /// The socket, in a worker.
  static var listeningSocket: ListeningSocket {
    get throws(ServerError) { try ListeningSocket(inherited: socket) }
  }

  /// Runs `action` in a worker when its supervisor is gone.
  ///
  /// A thread waits for that: where a descriptor of one of its sources hangs up, Dispatch may go on reading what belongs to the source
  /// after it has been freed by the thread that cancels it (swift-corelibs-libdispatch, `_dispatch_event_merge_fd`).
  static func whenSupervisorEnds(_ action: @escaping @Sendable () -> Void) {
    DetachedThread.start("lifeline") {
      var byte: UInt8 = 0
      while read(lifeline, &byte, 1) < 0, errno == EINTR {}
      action()
    }
  }
}
