import Foundation
import Testing

/// `/metrics`, as Prometheus' own client library reads it.
@Suite("What Prometheus reads")
struct PrometheusTests {
  @Test func `the metrics parse, and say what happened`() throws {
    let python = try PythonEnvironment("prometheus", "prometheus-client==0.26.0")
    let server = try ServerProcess()
    #expect(try server.client.post("/v1/evaluate", #"{"expression":"x * 2","inputs":{"x":4}}"#).status == 200)
    #expect(try server.client.post("/v1/evaluate", #"{"expression":"x * 2","inputs":{}}"#).status == 422)
    let malformed = try Connection(port: server.port)
    try malformed.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(try malformed.answer().status == 400)
    let run = try python.run("Tests/BlackBoxTests/Clients/check_metrics.py", "http://127.0.0.1:\(server.port)/metrics")
    #expect(run.status == 0, "\(run.everything)")
    #expect(server.stop() == 0)
  }
}
