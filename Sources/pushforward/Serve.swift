import Access
import ArgumentParser
import DerivativeService
import Dispatch
import Foundation
import HTTPServer
import Logging
import StoredModels

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
    let sink = LineSink()
    let log = options.logs.makeLogger(sink)
    let context = makeContext(log)
    let service = try makeService(context, log)
    let tokens = options.access.readTokens()
    let gatekeeper = Gatekeeper(service, tokens: tokens, origins: options.access.corsOrigins?.origins)
    let handler = Observation(gatekeeper, of: service, log: options.logs.requestLog(sink))
    let server = Server(configuration: options.serverConfiguration(log), handler: handler)
    service.observe { ServerSample(server.statistics) }
    let hasModels = options.models.models != nil
    let sources = handleSignals(Shutdown(server, service, log, sink)) {
      server.reloadCertificates()
      tokens?.reload(log)
      if hasModels { context.reloadModels(log) }
    }
    let port = start(server)
    log.info("listening on \(options.url(port: port))")
    withExtendedLifetime(sources) { dispatchMain() }
  }

  private func handleSignals(
    _ shutdown: Shutdown, reload: @escaping @Sendable () -> Void
  ) -> [any DispatchSourceSignal] {
    let (grace, deadline) = (options.drain.grace, options.drain.deadline)
    let ends = [SIGTERM, SIGINT].map { number in
      handle(number) { shutdown.begin(number, grace: grace, deadline: deadline) }
    }
    return ends + [handle(SIGHUP, reload)]
  }

  /// Keeps the signals that are handled pending in this thread and those that it starts, until their sources are set up.
  private static func holdSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Has a signal that is held run `action`. Returns when the source is set up, which happens on a thread of Dispatch: until then
  /// threads that libraries started before `main` would let the signal end the process.
  private func handle(_ number: Int32, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    let isSetUp = DispatchSemaphore(value: 0)
    source.setEventHandler(handler: action)
    source.setRegistrationHandler { isSetUp.signal() }
    source.activate()
    isSetUp.wait()
    return source
  }

  private func makeContext(_ log: Logger) -> MethodContext {
    let limits = options.serviceLimits
    let context = MethodContext(
      limits: limits, models: options.models.library(options.serviceConfiguration, limits))
    context.loadModels { log.error("model left out: \($0)") }
    return context
  }

  private func makeService(_ context: MethodContext, _ log: Logger) throws -> Service {
    try Service(
      methods: context.methods, endpoints: context.endpoints, configuration: options.serviceConfiguration,
      plans: context.plans,
      logDefect: { log.error("defect \($1): \($0)") })
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

extension TokenFile {
  /// Reads the file again, and says what came of it.
  fileprivate func reload(_ log: Logger) {
    do throws(AccessError) {
      try reload()
      log.notice("tokens reloaded")
    } catch {
      log.error("tokens refused, the earlier ones stay in use: \(error)")
    }
  }
}

extension MethodContext {
  /// Reads the folder of models again, and says what came of it.
  fileprivate func reloadModels(_ log: Logger) {
    do throws(LibraryError) {
      for fault in try models.load(prepare) { log.error("model not reloaded: \(fault)") }
      log.notice("models reloaded: \(models.all.count)")
    } catch {
      log.error("models refused, the earlier ones stay in use: \(error)")
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

extension ServerSample {
  fileprivate init(_ statistics: ServerStatistics) {
    let connections = Activity.allCases.map { ($0.rawValue, statistics.activities[$0] ?? 0) }
    self.init(
      accepted: statistics.accepted, dropped: statistics.dropped,
      connections: Dictionary(connections, uniquingKeysWith: { first, _ in first }), rejections: statistics.rejections)
  }
}
