import HTTP
import JSONRPC
import Synchronization

/// What the service counts while it works. Counting is a few atomic additions per request.
final class Metrics: Sendable {
  private static let methods: [HTTP.Method] = [.get, .head, .post, .options]
  private static let statuses = [200, 204, 400, 401, 404, 405, 406, 413, 415, 422, 500, 501, 503, 504]
  private static let codes: [RPCError.Code] = [
    .invalidParams, .internalError, .limitExceeded, .deadlineExceeded, .overloaded, .noSuchModel,
  ]

  private let requests: CounterTable
  private let calls: CounterTable
  private let shed: CounterTable
  private let durations: [Histogram]
  private let routes: [String]
  private let methodNumbers: [String: Int]
  private let inFlight = Atomic(0)

  /// Routes are numbered as they stand in the list; a request for none of them has the number behind them.
  init(routes: [String], methods: [String]) {
    self.routes = routes + ["none"]
    methodNumbers = Dictionary(uniqueKeysWithValues: zip(methods, 0...))
    durations = self.routes.map { _ in Histogram() }
    requests = CounterTable(
      "pushforward_http_requests_total", "Requests answered.",
      labels: [
        .init(name: "route", values: self.routes), .init(name: "method", values: Metrics.methods.labels),
        .init(name: "code", values: Metrics.statuses.labels),
      ])
    calls = CounterTable(
      "pushforward_rpc_calls_total", "Calls answered, by the code of their error or 0.",
      labels: [
        .init(name: "method", values: methods),
        .init(name: "code", values: ["0"] + Metrics.codes.map(\.rawValue).labels),
      ])
    shed = CounterTable(
      "pushforward_shed_total", "Work that was refused or dropped before it was begun.",
      labels: [.init(name: "reason", values: Job.Refusal.allCases.map(\.rawValue))])
  }

  func requestArrived() {
    inFlight.wrappingAdd(1, ordering: .relaxed)
  }

  func requestAnswered(route: Int, _ method: HTTP.Method, _ status: Status, after duration: Duration) {
    inFlight.wrappingSubtract(1, ordering: .relaxed)
    requests.increment(route, Metrics.methods.position(of: method), Metrics.statuses.position(of: status.code))
    if durations.indices.contains(route) { durations[route].record(duration) }
  }

  /// `code` is nil for a call that succeeded.
  func callAnswered(method: String, _ code: RPCError.Code?) {
    guard let number = methodNumbers[method] else { return }
    calls.increment(number, code.map { Metrics.codes.position(of: $0) + 1 } ?? 0)
  }

  func refused(_ refusal: Job.Refusal) {
    shed.increment(Job.Refusal.allCases.position(of: refusal))
  }

  func write(to exposition: inout Exposition) {
    requests.write(to: &exposition)
    let name = "pushforward_http_request_duration_seconds"
    exposition.family(name, .histogram, "From the arrival of a request to its answer.")
    for (route, histogram) in zip(routes, durations) { histogram.write(name, [("route", route)], to: &exposition) }
    exposition.single(
      "pushforward_http_requests_in_flight", .gauge, "Requests without an answer.", inFlight.load(ordering: .relaxed))
    calls.write(to: &exposition)
    shed.write(to: &exposition)
  }
}

extension Array where Element: Equatable {
  /// The position of an element, and behind the last for any other.
  fileprivate func position(of element: Element) -> Int { firstIndex(of: element) ?? count }
}

extension Array where Element: CustomStringConvertible {
  /// The elements as values of a label, and one for whatever is not among them.
  fileprivate var labels: [String] { map(\.description) + ["other"] }
}
