import HTTP
import JSONRPC

/// The service behind the routes: takes requests and has their calls answered. `Observation` goes around it.
///
/// Everything but calls is answered at once on the thread that took the request off its connection, so that health and
/// metrics never wait behind work.
public final class Service: Handler {
  /// Told about defects: what went wrong, and the id that the client was given.
  public typealias DefectLog = @Sendable (_ defect: String, _ id: String) -> Void

  let runner: CallRunner
  let dispatcher: Dispatcher<RequestContext>
  let routes: RouteTable
  let metrics: Metrics
  let context: MethodContext
  private let monitor: Monitor
  private let readiness: Readiness

  /// Where the service says that it lives, and whether it takes requests. It says nothing else there, so whoever may not call may still ask.
  public let healthPaths: Set<String>

  /// Starts the workers.
  ///
  /// - Parameters:
  ///   - endpoints: what is there besides the methods, health, metrics and the description of it all.
  ///   - context: what the methods share.
  public init(
    methods: [any Method], endpoints: [any Endpoint] = [], configuration: ServiceConfiguration = ServiceConfiguration(),
    context: MethodContext, logDefect: @escaping DefectLog
  ) {
    let names = methods.map(\.name)
    let calls: [any Endpoint] = CallEndpoint.own(names)
    let readiness = Readiness()
    let health = readiness.endpoints
    let others = calls + health + Contract.endpoints + endpoints
    self.readiness = readiness
    healthPaths = Set(health.map(\.path))
    metrics = Metrics(routes: [Monitor.path] + others.map(\.path), methods: names)
    runner = CallRunner(configuration, metrics, ErrorMapping(logDefect: logDefect))
    self.context = context
    monitor = Monitor(metrics, runner, context.plans)
    routes = RouteTable([monitor] + others)
    dispatcher = .calling(methods, through: runner)
  }

  /// Whether the service says of itself that requests had better go elsewhere.
  public var isDraining: Bool { readiness.isDraining }

  /// From now on the service says that requests had better go elsewhere; those that come all the same are answered.
  public func beginDrain() {
    readiness.beginDrain()
  }

  /// Has the metrics include what the server in front of the service says.
  public func observe(_ sample: @escaping @Sendable () -> ServerSample) {
    monitor.observe(sample)
  }
}

// MARK: - Answering

extension Service {
  public func handle(_ request: consuming Request, _ exchange: any Exchange) {
    guard let found = routes.find(request.path) else { return answerWithoutRoute(request, exchange) }
    let route = routes.routes[found.position]
    switch request.method {
    case .options: exchange.respond(.options(allow: route.allow))
    case let method where route.allows(method): answer(at: route.endpoint, found.parts, request, exchange)
    case let method where method.isStandard: exchange.respond(.methodNotAllowed(at: route))
    default: exchange.respond(.methodNotImplemented)
    }
  }

  /// What would have to wait for a worker, while all places are taken, is refused before it is read.
  public func refusal(of head: RequestHead) -> Response? {
    guard case .length(let length) = head.framing, length > runner.configuration.small.body,
      runner.workers.queue.isFull, let found = routes.find(head.target.path)
    else { return nil }
    let route = routes.routes[found.position]
    guard route.allows(head.method) else { return nil }
    let request = Request(method: head.method, target: head.target, version: head.version, fields: head.fields)
    switch route.endpoint.answer(to: request, found.parts) {
    case .response: return nil
    case .call(let call): return refusal(WholeBody(call: call))
    case .calls(let form): return refusal(form)
    }
  }

  private func refusal(_ form: any BodyForm) -> Response {
    form.response(to: runner.wireError(Job.Refusal.queueFull))
  }

  private func answer(
    at endpoint: any Endpoint, _ parts: [String], _ request: consuming Request, _ exchange: any Exchange
  ) {
    switch endpoint.answer(to: request, parts) {
    case .response(let response): exchange.respond(response)
    case .call(let call): answerCalls(WholeBody(call: call), request.body, exchange)
    case .calls(let form): answerCalls(form, request.body, exchange)
    }
  }

  /// A POST under the prefix of the methods gets the error of an unknown method, with the nearest one.
  private func answerWithoutRoute(_ request: consuming Request, _ exchange: any Exchange) {
    if request.target.form == .asterisk { return exchange.respond(.options(allow: "GET, HEAD, OPTIONS, POST")) }
    guard request.method.isStandard else { return exchange.respond(.methodNotImplemented) }
    guard request.method == .post, request.path.hasPrefix(CallEndpoint.methodPrefix) else {
      return exchange.respond(.notFound(request.path, nearest: routes.nearest(to: request.path)))
    }
    answerCalls(
      CallForm.bare(method: String(request.path.dropFirst(CallEndpoint.methodPrefix.count))), [], exchange)
  }
}
