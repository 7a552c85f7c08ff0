import HTTP
import Synchronization

/// Everything that `/metrics` says.
final class Monitor: Endpoint {
  static let path = "/metrics"
  var path: String { Self.path }
  let methods = [HTTP.Method.get]
  private let metrics: Metrics
  private let runner: CallRunner
  private let plans: PlanCache
  private let process = ProcessSample()
  private let serverSample = Mutex<@Sendable () -> ServerSample?>({ nil })

  init(_ metrics: Metrics, _ runner: CallRunner, _ plans: PlanCache) {
    (self.metrics, self.runner, self.plans) = (metrics, runner, plans)
  }

  func observe(_ sample: @escaping @Sendable () -> ServerSample) {
    serverSample.withLock { $0 = sample }
  }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    .response(Response(.ok, contentType: Exposition.contentType, body: Array(exposition.utf8)))
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
