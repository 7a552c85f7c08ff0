import ArgumentParser
import DerivativeService
import HTTPServer
import Logging

/// What can be said to `serve`, in the groups that the help shows. Sizes take the suffixes K, M and G; times are in seconds.
///
/// A group is one file: its options, what is wrong with their values, and its share of the configuration.
struct ServeOptions: ParsableArguments {
  @OptionGroup(title: "Listening") var listening: ListenOptions
  @OptionGroup(title: "Processes") var processes: ProcessOptions
  @OptionGroup(title: "TLS") var tls: TLSOptions
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Access") var access: AccessOptions
  @OptionGroup(title: "Work") var work: WorkOptions
  @OptionGroup(title: "Limits of requests") var requestLimits: RequestLimitOptions
  @OptionGroup(title: "Limits of calls") var callLimits: CallLimitOptions
  @OptionGroup(title: "Limits of functions") var functionLimits: FunctionLimitOptions
  @OptionGroup(title: "Slow clients") var timeouts: TimeoutOptions
  @OptionGroup(title: "The end") var drain: DrainOptions
  @OptionGroup(title: "Logs") var logs: LogOptions
}

extension ServeOptions {
  /// The URL of a port that is listened on.
  func url(port: UInt16) -> String { "\(tls.scheme)://\(listening.shownHost):\(port)" }

  func serverConfiguration(_ log: Logger) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    listening.configure(&configuration)
    processes.configure(&configuration)
    work.configure(&configuration, sharing: processes.sharing)
    requestLimits.configure(&configuration)
    timeouts.configure(&configuration)
    configuration.tls = tls.configuration
    configuration.notice = { log.notice("\($0)") }
    return configuration
  }

  var serviceConfiguration: ServiceConfiguration {
    var configuration = ServiceConfiguration()
    work.configure(&configuration, sharing: processes.sharing)
    callLimits.configure(&configuration)
    functionLimits.configure(&configuration)
    return configuration
  }

  var serviceLimits: ServiceLimits {
    var limits = ServiceLimits()
    callLimits.configure(&limits)
    functionLimits.configure(&limits)
    return limits
  }
}
