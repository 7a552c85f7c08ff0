import CLinux
import Dispatch
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
  static func whenSupervisorEnds(_ action: @escaping @Sendable () -> Void) {
    let source = DispatchSource.makeReadSource(fileDescriptor: lifeline, queue: .global())
    source.setEventHandler {
      source.cancel()
      action()
    }
    source.activate()
  }
}
