import HTTP
import JSONRPC
import Synchronization

/// The service behind the routes: takes requests, has their calls answered, and counts what it does.
///
/// Everything but calls is answered at once on the thread that took the request off its connection, so that health and
/// metrics never wait behind work.
public final class Service: Handler {
  /// Told about defects: what went wrong, and the id that the client was given.
  public typealias DefectLog = @Sendable (_ defect: String, _ id: String) -> Void
  public typealias RequestLog = @Sendable (RequestRecord) -> Void

  let runner: CallRunner
  let dispatcher: Dispatcher<RequestContext>
  private let routes: RouteTable
  private let metrics: Metrics
  private let contract: Contract
  private let plans: PlanCache
  private let requestLog: RequestLog?
  private let process = ProcessSample()
  private let draining = Atomic(false)
  private let serverSample = Mutex<@Sendable () -> ServerSample?>({ nil })

  /// Starts the workers. Throws where the embedded `openapi.yaml` is no YAML.
  public init(
    methods: [any Method], configuration: ServiceConfiguration = ServiceConfiguration(),
    plans: PlanCache, logDefect: @escaping DefectLog, logRequest: RequestLog? = nil
  ) throws {
    let names = methods.map(\.name)
    contract = try Contract.embedded.get()
    routes = RouteTable(methods: names)
    metrics = Metrics(routes: routes.routes.map(\.path), methods: names)
    runner = CallRunner(configuration, metrics, ErrorMapping(logDefect: logDefect))
    dispatcher = .calling(methods, through: runner)
    self.plans = plans
    requestLog = logRequest
  }

  /// Whether `/readyz` says that requests had better go elsewhere.
  public var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// From now on `/readyz` sends clients elsewhere; requests that come all the same are answered.
  public func beginDrain() {
    draining.store(true, ordering: .relaxed)
  }

  /// Has the metrics include what the server in front of the service says.
  public func observe(_ sample: @escaping @Sendable () -> ServerSample) {
    serverSample.withLock { $0 = sample }
  }
}

// MARK: - Answering

extension Service {
  public func handle(_ request: consuming Request, _ exchange: any Exchange) {
    let position = routes.position(of: request.path)
    let arrival = Arrival(
      exchange: exchange, method: request.method, path: request.path, route: position ?? routes.routes.count,
      metrics: metrics, log: requestLog)
    metrics.requestArrived()
    guard let position else { return answerWithoutRoute(request, arrival) }
    let route = routes.routes[position]
    switch request.method {
    case .options: arrival.answer(.options(allow: route.allow))
    case let method where route.allows(method): answer(route.resource, request, arrival)
    default: arrival.answer(.methodNotAllowed(at: route))
    }
  }

  private func answer(_ resource: Route.Resource, _ request: consuming Request, _ arrival: Arrival) {
    switch resource {
    case .rpc: answerCalls(.enveloped, request.body, arrival)
    case .method(let name): answerCalls(.bare(method: name), request.body, arrival)
    case .health: arrival.answer(Response(.ok, text: "alive\n"))
    case .readiness: arrival.answer(readiness)
    case .metrics: arrival.answer(Response(.ok, contentType: Exposition.contentType, body: Array(exposition.utf8)))
    case .contractYAML: arrival.answer(Response(.ok, contentType: "application/yaml", body: contract.yaml))
    case .contractJSON: arrival.answer(Response(.ok, contentType: "application/json", body: contract.json))
    }
  }

  /// A POST under the prefix of the methods gets the error of an unknown method, with the nearest one.
  private func answerWithoutRoute(_ request: consuming Request, _ arrival: Arrival) {
    if request.target.form == .asterisk { return arrival.answer(.options(allow: "GET, HEAD, OPTIONS, POST")) }
    guard request.method == .post, request.path.hasPrefix(RouteTable.callPrefix) else {
      return arrival.answer(.notFound(request.path, nearest: routes.nearest(to: request.path)))
    }
    answerCalls(.bare(method: String(request.path.dropFirst(RouteTable.callPrefix.count))), [], arrival)
  }

  private var readiness: Response {
    isDraining ? Response(.serviceUnavailable, text: "draining\n") : Response(.ok, text: "ready\n")
  }

  private var exposition: String {
    var exposition = Exposition()
    metrics.write(to: &exposition)
    runner.write(to: &exposition)
    plans.write(to: &exposition)
    serverSample.withLock { $0 }()?.write(to: &exposition)
    process.write(to: &exposition)
    exposition.family("pushforward_build_info", .gauge, "What was built.")
    exposition.sample("pushforward_build_info", [("version", Build.version)], 1)
    return exposition.text
  }
}
