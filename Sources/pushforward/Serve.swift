import ArgumentParser
import DerivativeService
import Dispatch
import Foundation
import HTTPServer
import Logging

struct Serve: ParsableCommand {
  static let name = "serve"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Serve HTTP until SIGTERM (the default).",
    discussion: """
      Every option is also a variable of the environment, in capitals with the prefix PUSHFORWARD_: --body-limit is \
      PUSHFORWARD_BODY_LIMIT. HOST and PORT count too. An option on the command line wins. Sizes take the suffixes K, M \
      and G.

      Exit status: 64 wrong usage, 78 bad configuration, 69 cannot listen, 75 requests had to be cut at the end.
      """)

  @OptionGroup var options: ServeOptions

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    Self.holdSignals()
    let log = options.logs.makeLogger()
    let service = try makeService(log)
    let server = Server(configuration: options.serverConfiguration(log), handler: service)
    service.observe { ServerSample(server.statistics) }
    let sources = handleSignals(server, Shutdown(server, service, log))
    let port = start(server)
    log.info("listening on \(options.url(port: port))")
    withExtendedLifetime(sources) { dispatchMain() }
  }

  private func handleSignals(_ server: Server, _ shutdown: Shutdown) -> [any DispatchSourceSignal] {
    let (grace, deadline) = (options.drain.grace, options.drain.deadline)
    let ends = [SIGTERM, SIGINT].map { number in
      handle(number) { shutdown.begin(number, grace: grace, deadline: deadline) }
    }
    return ends + [handle(SIGHUP) { server.reloadCertificates() }]
  }

  /// Keeps the signals that are handled pending in this thread and those that it starts: one that comes before its source has been
  /// set up, which happens on a thread of Dispatch, would be lost if it were ignored instead.
  private static func holdSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Has a signal that is held run `action`.
  private func handle(_ number: Int32, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: action)
    source.activate()
    return source
  }

  private func makeService(_ log: Logger) throws -> Service {
    let context = MethodContext(limits: options.serviceLimits)
    return try Service(
      methods: context.methods, configuration: options.serviceConfiguration, plans: context.plans,
      logDefect: { log.error("defect \($1): \($0)") }, logRequest: log.logLevel <= .debug ? log.request : nil)
  }

  /// The port that is listened on. Ends the process where that cannot be.
  private func start(_ server: Server) -> UInt16 {
    do throws(ServerError) {
      return try server.start()
    } catch {
      fail(ExitStatus(error), error.description)
    }
  }
}

extension ExitStatus {
  fileprivate init(_ error: ServerError) {
    switch error {
    case .cannotBind: self = .cannotBind
    case .unknownHost, .tls: self = .badConfiguration
    case .system: self = .systemError
    }
  }
}

extension Logger {
  /// Logs one line; what the client sent is escaped and cut.
  fileprivate func request(_ record: RequestRecord) {
    let milliseconds = Double(Int(record.duration / .microseconds(1))) / 1000
    debug("\(record.method) \(String(record.path.prefix(200)).debugDescription) \(record.status) \(milliseconds) ms")
  }
}

extension ServerSample {
  fileprivate init(_ statistics: ServerStatistics) {
    let connections = Activity.allCases.map { ($0.rawValue, statistics.activities[$0] ?? 0) }
    self.init(
      accepted: statistics.accepted, dropped: statistics.dropped,
      connections: Dictionary(connections, uniquingKeysWith: { first, _ in first }), rejections: statistics.rejections)
  }
}
