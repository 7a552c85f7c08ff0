import Access
import ArgumentParser
import DerivativeService
import Dispatch
import Glibc
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
    Signals.hold()
    let sink = LineSink()
    let log = options.logs.makeLogger(sink)
    guard let count = options.processes.supervised else { return try serve(log, sink) }
    Supervisor(of: count, on: listen(log), log, sink).run()
  }

  /// Serves until a signal ends the process.
  private func serve(_ log: Logger, _ sink: LineSink) throws {
    let context = makeContext(log)
    let service = makeService(context, log)
    let tokens = options.access.readTokens()
    let gatekeeper = Gatekeeper(
      service, tokens: tokens, open: service.healthPaths, origins: options.access.corsOrigins?.origins)
    let handler = Observation(gatekeeper, of: service, log: options.logs.requestLog(sink))
    let server = Server(configuration: serverConfiguration(log), handler: handler)
    service.observe { ServerSample(server.statistics) }
    let shutdown = Shutdown(server, service, log, sink)
    let hasModels = options.models.models != nil
    let sources = handleSignals(shutdown) {
      server.reloadCertificates()
      tokens?.reload(log)
      if hasModels { context.reloadModels(log) }
    }
    let port = orFail { () throws(ServerError) in try server.start() }
    if options.processes.isWorker {
      Inheritance.takeName()
      Inheritance.whenSupervisorEnds { end(shutdown, SIGTERM) }
    } else {
      log.info("listening on \(options.url(port: port))")
    }
    withExtendedLifetime(sources) { dispatchMain() }
  }

  private func handleSignals(
    _ shutdown: Shutdown, reload: @escaping @Sendable () -> Void
  ) -> [any DispatchSourceSignal] {
    let ends = [SIGTERM, SIGINT].map { number in Signals.handle(number) { end(shutdown, number) } }
    return ends + [Signals.handle(SIGHUP, reload)]
  }

  private func end(_ shutdown: Shutdown, _ signal: Int32) {
    shutdown.begin(signal, grace: options.drain.grace, deadline: options.drain.deadline)
  }

  private func serverConfiguration(_ log: Logger) -> ServerConfiguration {
    var configuration = options.serverConfiguration(log)
    if options.processes.isWorker {
      configuration.sharedSocket = orFail { () throws(ServerError) in try Inheritance.listeningSocket }
    }
    return configuration
  }

  /// The socket that workers are to share.
  private func listen(_ log: Logger) -> ListeningSocket {
    let configuration = options.serverConfiguration(log)
    let socket = orFail { () throws(ServerError) in try ListeningSocket(configuration) }
    log.info("listening on \(options.url(port: socket.port))")
    return socket
  }

  private func makeContext(_ log: Logger) -> MethodContext {
    let (limits, configuration) = (options.serviceLimits, options.serviceConfiguration)
    let context = MethodContext(
      limits: limits, models: options.models.library(configuration, limits), json: configuration.json)
    context.loadModels { log.error("model left out: \($0)") }
    return context
  }

  private func makeService(_ context: MethodContext, _ log: Logger) -> Service {
    Service(
      methods: context.methods, endpoints: context.endpoints, configuration: options.serviceConfiguration,
      context: context,
      logDefect: { log.error("defect \($1): \($0)") })
  }

  /// What `body` gives. Ends the process where it throws.
  private func orFail<Value>(_ body: () throws(ServerError) -> Value) -> Value {
    do throws(ServerError) {
      return try body()
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
