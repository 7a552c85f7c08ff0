import CLinux
import Dispatch
import Glibc
import HTTP
import Synchronization

/// An HTTP/1.1 server: a listener and one event loop per core.
///
/// It installs no signal handlers. SIGTERM is `drain`'s occasion, a second one `stop`'s; both are the executable's.
public final class Server: Sendable {
  private let configuration: ServerConfiguration
  private let handler: any Handler
  private let running = Mutex<Running?>(nil)

  /// What exists from the start on.
  private struct Running {
    var listener: Listener
    var loops: [EventLoop]
    var counters: Counters
    var credentials: TLSCredentials?
  }

  public init(configuration: ServerConfiguration, handler: any Handler) {
    self.configuration = configuration
    self.handler = handler
  }

  /// Listens and serves until `drain` or `stop`; the port that is listened on. A server starts once.
  ///
  /// Some settings of the process change: the soft limit of open descriptors is raised as far as it may be; the memory
  /// of large bodies goes back to the system when they are freed; and with TLS, SIGPIPE is ignored, since OpenSSL writes
  /// to sockets as to files.
  public func start() throws(ServerError) -> UInt16 {
    Server.raiseDescriptorLimit()
    Server.returnLargeBlocks()
    let credentials = try makeCredentials()
    let counters = Counters(configuration)
    var loops: [EventLoop] = []
    for number in 0..<max(1, configuration.queues) {
      loops.append(try EventLoop(number, configuration: configuration, handler: handler, counters: counters))
    }
    let rotation = Rotation(loops, credentials)
    let listener = try Listener(configuration, counters: counters) { rotation.adopt($0) }
    for loop in loops { loop.start() }
    listener.start()
    credentials?.watch()
    let running = Running(listener: listener, loops: loops, counters: counters, credentials: credentials)
    self.running.withLock { $0 = running }
    return listener.port
  }

  /// Reads certificate, key and authorities again, as SIGHUP asks; new connections get what was read. The server also
  /// looks by itself from time to time whether the files have changed. The configuration's `notice` says what came of it.
  public func reloadCertificates() {
    running.withLock { $0?.credentials }?.reload()
  }

  /// What the server has seen and is doing.
  public var statistics: ServerStatistics {
    running.withLock { $0?.counters.statistics } ?? ServerStatistics()
  }

  private func makeCredentials() throws(ServerError) -> TLSCredentials? {
    guard let tls = configuration.tls else { return nil }
    signal(SIGPIPE, SIG_IGN)
    return try TLSCredentials(tls, notice: configuration.notice)
  }

  /// Left to itself, glibc learns from the first large block that is freed to keep later ones. What is smaller it then gives back and
  /// asks for again with every body: that was 1.8 of the 2.3 ms of processor time that reading a body of 800 KB took.
  private static func returnLargeBlocks() {
    mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024)
    mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024)
  }

  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

// MARK: - The end

/// How a drain ended.
public enum DrainOutcome: Equatable, Sendable {
  case finished
  /// So many connections had to be cut.
  case timedOut(open: Int)
}

extension Server {
  /// Ends without failing a request. At once, responses begin to close their connections; new connections are taken for
  /// `grace` more, until whoever balances the load has noticed; then idle connections close, and requests under way
  /// have until `deadline`, counted from the call. `completion` is called once, from any thread.
  public func drain(
    grace: Duration = .seconds(1), deadline: Duration = .seconds(25),
    completion: @escaping @Sendable (DrainOutcome) -> Void
  ) {
    guard let running = running.withLock({ $0 }) else { return completion(.finished) }
    let end = ContinuousClock.now + deadline
    for loop in running.loops { loop.async { $0.beginDrain() } }
    DispatchQueue.global().asyncAfter(deadline: .now() + grace.dispatchInterval) {
      running.listener.close {
        for loop in running.loops { loop.async { $0.closeIdle() } }
        Server.finish(running, by: end, completion)
      }
    }
  }

  /// Ends at once: every connection is cut.
  public func stop() {
    guard let running = running.withLock({ $0 }) else { return }
    running.listener.close {}
    for loop in running.loops { loop.async { $0.stop() } }
  }

  /// Looks until no connection is open or the time is over. This runs once in a server's life, so looking again is
  /// simpler than being told.
  private static func finish(
    _ running: Running, by end: ContinuousClock.Instant, _ completion: @escaping @Sendable (DrainOutcome) -> Void
  ) {
    let open = running.counters.openConnections
    guard open > 0, ContinuousClock.now < end else {
      for loop in running.loops { loop.async { $0.stop() } }
      return completion(open == 0 ? .finished : .timedOut(open: open))
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { finish(running, by: end, completion) }
  }
}

extension Duration {
  fileprivate var dispatchInterval: DispatchTimeInterval {
    .milliseconds(Int(min(max(self / .milliseconds(1), 0), 1e9)))
  }
}
