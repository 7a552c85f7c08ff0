import HTTP
import Testing

@testable import DerivativeService

@Suite struct MetricsTests {
  private func lines(_ service: TestService) -> [Substring] {
    service.response(.get, "/metrics").text.split(separator: "\n")
  }

  @Test(arguments: [
    #"pushforward_http_requests_total{route="/rpc",method="POST",code="200"} 2"#,
    #"pushforward_http_requests_total{route="/v1/fail",method="POST",code="422"} 1"#,
    #"pushforward_http_requests_total{route="none",method="other",code="501"} 1"#,
    #"pushforward_http_request_duration_seconds_count{route="/rpc"} 2"#,
    #"pushforward_http_request_duration_seconds_bucket{route="/rpc",le="+Inf"} 2"#,
    #"pushforward_http_requests_in_flight 1"#,
    #"pushforward_rpc_calls_total{method="echo",code="0"} 2"#,
    #"pushforward_rpc_calls_total{method="fail",code="-32602"} 1"#,
    #"pushforward_queue_depth 0"#,
    #"pushforward_queue_limit 7"#,
    #"pushforward_plan_cache_hits_total 0"#,
    #"pushforward_plan_cache_misses_total 0"#,
    #"pushforward_connections{state="idle"} 3"#,
    #"pushforward_http_rejections_total{reason="bare_lf"} 1"#,
    #"pushforward_build_info{version="0.1.0"} 1"#,
  ])
  func countsWhatHappens(_ line: String) throws {
    let service = try TestService { $0.queue = 7 }
    service.service.observe {
      ServerSample(accepted: 4, dropped: 0, connections: ["idle": 3], rejections: ["bare_lf": 1])
    }
    for _ in 0..<2 { _ = service.response(.post, "/rpc", TestService.call("echo")) }
    _ = service.response(.post, "/v1/fail", #"{"error":"spec"}"#)
    _ = service.response(HTTP.Method(rawValue: "BREW"), "/coffee")
    #expect(lines(service).contains { $0 == line })
  }

  @Test func countsWhatIsShed() throws {
    let service = try TestService { $0.queue = 0 }
    _ = service.response(.post, "/v1/echo", #"{"flops":1000000}"#)
    #expect(lines(service).contains(#"pushforward_shed_total{reason="queue_full"} 1"#))
    #expect(lines(service).contains(#"pushforward_rpc_calls_total{method="echo",code="-32003"} 1"#))
  }

  @Test(arguments: [
    "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
    "process_start_time_seconds",
  ])
  func measuresTheProcess(_ name: String) throws {
    let line = try #require(lines(TestService()).first { $0.hasPrefix("\(name) ") })
    #expect(try #require(line.split(separator: " ").last.flatMap { Double($0) }) > 0)
  }

  /// A name, labels where there are any, and a number; each family announced once, before its samples.
  @Test func keepsToTheFormat() throws {
    let service = try TestService()
    _ = service.response(.post, "/rpc", TestService.call("echo"))
    var families: [Substring] = []
    for line in lines(service) {
      if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
        #expect(!families.contains(match.1))
        families.append(match.1)
      } else if !line.hasPrefix("# HELP ") {
        let sample = try #require(
          line.wholeMatch(of: /([a-z_]+?)(_bucket|_sum|_count)?(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+/))
        #expect(families.last == sample.1 || families.last == sample.1 + (sample.2 ?? ""), "\(line)")
      }
    }
    #expect(families.count > 15)
  }

  @Test func labelsAreEscaped() {
    var exposition = Exposition()
    exposition.sample("a", [("b", "x\"y\\z\n")], 1)
    #expect(exposition.text == "a{b=\"x\\\"y\\\\z\\n\"} 1\n")
  }

  @Test func durationsFallIntoBuckets() {
    let histogram = Histogram()
    for duration in [Duration.microseconds(100), .milliseconds(3), .seconds(100)] { histogram.record(duration) }
    var exposition = Exposition()
    histogram.write("t", [], to: &exposition)
    let samples = exposition.text.split(separator: "\n")
    #expect(samples.first == #"t_bucket{le="0.0001"} 1"#)
    #expect(samples.contains(#"t_bucket{le="0.005"} 2"#))
    #expect(samples.contains(#"t_bucket{le="30.0"} 2"#))
    #expect(samples.contains(#"t_bucket{le="+Inf"} 3"#))
    #expect(samples.contains("t_count 3"))
    #expect(samples.contains("t_sum 100.0031"))
  }
}
