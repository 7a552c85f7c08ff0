import DerivativeService
import Glibc
import HTTPServer
import Logging
import Synchronization

/// The end of the process: the first request for it lets requests finish, the second does not.
final class Shutdown: Sendable {
  private let server: Server
  private let service: Service
  private let log: Logger
  private let sink: LineSink
  private let hasBegun = Atomic(false)

  init(_ server: Server, _ service: Service, _ log: Logger, _ sink: LineSink) {
    (self.server, self.service, self.log, self.sink) = (server, service, log, sink)
  }

  /// Begins to drain, or ends at once where that has begun. `signal` is what asked for it.
  func begin(_ signal: Int32, grace: Duration, deadline: Duration) {
    guard !hasBegun.exchange(true, ordering: .relaxed) else { return abort(signal) }
    log.notice("draining: requests have \(deadline / .seconds(1)) s to finish")
    service.beginDrain()
    server.drain(grace: grace, deadline: deadline) { [log, sink] outcome in
      sink.flush()
      switch outcome {
      case .finished: ExitStatus.success.exit()
      case .timedOut(let open):
        log.error("drain timed out: \(open) connections were cut")
        ExitStatus.drainTimedOut.exit()
      }
    }
  }

  /// Ends with the status that shells give to a process that a signal ended.
  private func abort(_ signal: Int32) {
    log.warning("ended at once")
    server.stop()
    exit(128 + signal)
  }
}
