import Foundation
import Testing

/// What is known of a request afterwards: its trace, its phases, its line in the log.
@Suite("A request leaves a trace")
struct ObservationTests {
  private static let body = Array(#"{"expression":"x * 2","inputs":{"x":4}}"#.utf8)
  private static let trace = "0af7651916cd43dd8448eb211c80319c"

  private func answer(_ server: ServerProcess, _ traceparent: String, _ path: String = "/v1/evaluate") throws -> Answer
  {
    try server.client.send("POST", path, fields: ["traceparent: \(traceparent)"], body: Self.body)
  }

  @Test func `the trace of the request is kept, its span is a new one`() throws {
    try ServerProcess.serving { server in
      let kept = try answer(server, "00-\(Self.trace)-b7ad6b7169203331-01").fields["traceparent"] ?? ""
      #expect(kept.wholeMatch(of: /00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01/) != nil)
      #expect(!kept.contains("b7ad6b7169203331"))
      let later = try answer(server, "cc-\(Self.trace)-b7ad6b7169203331-01-more").fields["traceparent"]
      #expect(later?.contains(Self.trace) == true)
    }
  }

  @Test(arguments: [
    "", "00-\(trace)-b7ad6b7169203331", "00-\(trace)-0000000000000000-01",
    "00-\(String(repeating: "0", count: 32))-b7ad6b7169203331-01",
    "ff-\(trace)-b7ad6b7169203331-01", "00-\(trace.uppercased())-b7ad6b7169203331-01",
    "00-\(trace)-b7ad6b7169203331-01-more",
    "00-\(trace)-b7ad6b7169203331-0g", "00_\(trace)_b7ad6b7169203331_01",
  ])
  func `a malformed one starts another trace`(traceparent: String) throws {
    try ServerProcess.serving { server in
      let started = try answer(server, traceparent).fields["traceparent"] ?? ""
      #expect(started.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-00/) != nil)
      #expect(!started.lowercased().contains(Self.trace))
    }
  }

  @Test func `problems of all kinds say the trace`() throws {
    try ServerProcess.serving { server in
      for path in ["/v1/jvp", "/v1/evaluat", "/nowhere"] {
        let problem = try answer(server, "00-\(Self.trace)-b7ad6b7169203331-01", path)
        #expect(problem.status >= 400)
        #expect(problem.text.contains(#""trace_id":"\#(Self.trace)""#), "\(path)")
      }
    }
  }

  @Test func `the phases of a call are told`() throws {
    try ServerProcess.serving { server in
      let timing = try answer(server, "").fields["server-timing"] ?? ""
      let phases = timing.split(separator: ", ").map { $0.prefix { $0 != ";" } }
      #expect(phases == ["parse", "plan", "run", "write"])
      #expect(timing.contains(/parse;dur=\d+\.\d{3}/))
      #expect(try server.client.get("/healthz").fields["server-timing"] == nil)
    }
  }

  @Test func `a line of the log is a JSON object, whatever the client sent`() throws {
    let server = try ServerProcess(arguments: ["serve", "--port", "0", "--log-format", "json"])
    _ = try answer(server, "00-\(Self.trace)-b7ad6b7169203331-01")
    _ = try server.client.send(
      "GET", #"/%22%7B%5C%E2%80%A8\#(String(repeating: "a", count: 300))"#, fields: [], body: [])
    #expect(server.stop() == 0)
    let lines = try server.logged.split(separator: "\n").map { try Tree(parsing: String($0)) }
    let requests = lines.filter { $0["message"] == "request" }
    #expect(requests.count == 2)
    #expect(requests.first?["trace_id"] == .string(Self.trace))
    #expect(requests.first?["status"] == 200)
    #expect(requests.first?["run_ms"]?.number != nil)
    let path = requests.last?["path"]?.string ?? ""
    #expect(path.hasPrefix("/\"{\\\u{2028}aaa"))
    #expect(path.hasSuffix("…") && path.count == 200)
  }
}
