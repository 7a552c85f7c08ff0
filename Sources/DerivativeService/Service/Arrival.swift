import HTTP

/// A request that has arrived, and the way back to its client.
struct Arrival: Sendable {
  let exchange: any Exchange
  let method: HTTP.Method
  let path: String
  /// The number of its route in the metrics.
  let route: Int
  let moment = ContinuousClock.now
  let metrics: Metrics
  let log: Service.RequestLog?

  /// The only way in which requests are answered: what is answered is counted.
  func answer(_ response: Response) {
    let duration = ContinuousClock.now - moment
    metrics.requestAnswered(route: route, method, response.status, after: duration)
    log?(RequestRecord(method: method.rawValue, path: path, status: response.status.code, duration: duration))
    exchange.respond(response)
  }
}

/// What a log says about a request.
public struct RequestRecord: Sendable {
  public let method: String
  /// As the client sent it, its percent escapes decoded: a log has to escape and cut it.
  public let path: String
  public let status: Int
  /// From the arrival to the answer.
  public let duration: Duration
}
