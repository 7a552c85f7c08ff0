import HTTP

/// A handler around another one that sees every request come and go: it counts them, has them logged, and tells clients
/// which trace they are in and what took the time.
public struct Observation<Inner: Handler>: Handler {
  private let inner: Inner
  private let routes: RouteTable
  private let metrics: Metrics
  private let log: RequestLog?

  /// Told of every request when it is answered.
  public typealias RequestLog = @Sendable (RequestRecord) -> Void

  /// - Parameter service: whose routes and metrics they are; it is `inner`, or behind it.
  public init(_ inner: Inner, of service: Service, log: RequestLog? = nil) {
    (self.inner, self.log) = (inner, log)
    (routes, metrics) = (service.routes, service.metrics)
  }

  public func handle(_ request: consuming Request, _ exchange: any Exchange) {
    let method = request.method
    let record = RequestRecord(
      method: method.rawValue, path: request.path, trace: TraceContext(request.fields), received: request.body.count)
    let route = routes.find(record.path)?.position ?? routes.routes.count
    metrics.requestArrived()
    let observed = ObservedExchange(exchange, record) { [metrics, log] record in
      metrics.requestAnswered(route: route, method, Status(record.status), after: record.duration)
      log?(record)
    }
    inner.handle(request, observed)
  }

  public func refusal(of head: RequestHead) -> Response? {
    guard var response = inner.refusal(of: head) else { return nil }
    let route = routes.find(head.target.path)?.position ?? routes.routes.count
    metrics.requestArrived()
    metrics.requestAnswered(route: route, head.method, response.status, after: .zero)
    logged(&response, of: head)
    return response
  }

  /// Rejections are counted by the server, which knows their reasons.
  public func response(to rejection: Rejection, of head: RequestHead?) -> Response {
    var response = inner.response(to: rejection, of: head)
    logged(&response, of: head)
    return response
  }

  /// Has a response logged of which no handler saw the request, and says in it which trace that is in.
  private func logged(_ response: inout Response, of head: RequestHead?) {
    var record = RequestRecord(
      method: head?.method.rawValue ?? "", path: head?.target.path ?? "", trace: TraceContext(head?.fields), received: 0
    )
    response.carry(record.trace)
    record.status = response.status.code
    record.answered = response.body.count
    log?(record)
  }
}
