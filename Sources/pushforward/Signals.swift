import Dispatch
import Glibc

/// Signals as events of queues.
enum Signals {
  /// What the process handles. SIGCHLD is left alone by a process without children.
  static let handled = [SIGTERM, SIGINT, SIGHUP, SIGCHLD]

  /// Keeps the signals that are handled pending in this thread and those that it starts, until their sources are set up.
  static func hold() {
    var signals = sigset_t(handled)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Has a signal that is held run `action`. Returns when the source is set up, which happens on a thread of Dispatch: until then
  /// threads that libraries started before `main` would let the signal end the process.
  static func handle(
    _ number: Int32, on queue: DispatchQueue = .global(), _ action: @escaping @Sendable () -> Void
  ) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    let isSetUp = DispatchSemaphore(value: 0)
    source.setEventHandler(handler: action)
    source.setRegistrationHandler { isSetUp.signal() }
    source.activate()
    isSetUp.wait()
    return source
  }
}

extension sigset_t {
  init(_ signals: [Int32]) {
    self.init()
    sigemptyset(&self)
    for signal in signals { sigaddset(&self, signal) }
  }
}
