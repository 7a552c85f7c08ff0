import DerivativeService
import HTTP

/// The service in this process, without a server in front of it: what it answers is to the byte what a server's client would read.
struct LocalService {
  /// The names of the parameters that each method takes.
  let parameters: [String: [String]]
  private let service: Service
  private let bar = ProgressBar()

  init(_ options: LocalOptions) {
    var configuration = options.configuration
    configuration.progress = bar.note
    let limits = options.serviceLimits
    let context = MethodContext(limits: limits, models: options.models.library(configuration, limits))
    context.loadModels { Stream.errors.say("pushforward: \($0)\n") }
    parameters = context.parameters
    service = Service(
      methods: context.methods, configuration: configuration, context: context,
      logDefect: { Stream.errors.say("pushforward: defect \($1): \($0)\n") })
  }

  /// The answer to a POST. While it takes long, a bar shows on standard error how far it is.
  func response(at path: String, to body: [UInt8]) -> Response {
    let exchange = LocalExchange()
    service.handle(Request(method: .post, target: Target(rawPath: path), body: body), exchange)
    defer { bar.clear() }
    return exchange.response(whileWaiting: bar.show)
  }
}
