import HTTP
import JSON
import Synchronization

@testable import DerivativeService

/// A service with methods for tests, and a client to it without a network.
struct TestService {
  let service: Service
  let handler: Observation<Service>
  let defects = Log()

  /// Whether the current thread is inside `send`.
  @TaskLocal static var isHandling = false

  final class Log: Sendable {
    private let entries = Mutex<[String]>([])
    var all: [String] { entries.withLock { $0 } }
    func append(_ entry: String) { entries.withLock { $0.append(entry) } }
  }

  init(
    _ methods: [TestMethod] = [.echo, .fail, .whereabouts()], plans: PlanCache = PlanCache(),
    _ configure: (inout ServiceConfiguration) -> Void = { _ in }, logRequest: (@Sendable (RequestRecord) -> Void)? = nil
  ) throws {
    try self.init(methods, context: MethodContext(plans: plans), configure, logRequest: logRequest)
  }

  init(
    _ methods: [any DerivativeService.Method], context: MethodContext,
    _ configure: (inout ServiceConfiguration) -> Void = { _ in }, logRequest: (@Sendable (RequestRecord) -> Void)? = nil
  ) throws {
    var configuration = ServiceConfiguration()
    configure(&configuration)
    service = Service(
      methods: methods, configuration: configuration, context: context,
      logDefect: { [defects] in defects.append("\($1) \($0)") })
    handler = Observation(service, of: service, log: logRequest)
  }

  /// Sends a request; its answer may come later.
  @discardableResult
  func send(
    _ method: HTTP.Method, _ path: String, _ body: String = "", fields: Fields = [:]
  ) -> RecordedExchange {
    let exchange = RecordedExchange()
    let request = Request(method: method, target: Target(rawPath: path), fields: fields, body: Array(body.utf8))
    TestService.$isHandling.withValue(true) { handler.handle(request, exchange) }
    return exchange
  }

  /// The answer to a request.
  func response(
    _ method: HTTP.Method, _ path: String, _ body: String = "", fields: Fields = [:]
  ) -> Response {
    send(method, path, body, fields: fields).response()
  }

  /// A call in its envelope.
  static func call(_ method: String, _ params: String = "{}", id: Int = 1) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
  }
}

extension Response {
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue? { try? JSONDocument(parsing: body).root }
}
