import JSON
import Testing

@testable import DerivativeService
@testable import HTTP

/// What happens when there is more to do than can be done.
@Suite struct OverloadTests {
  let gate = Gate()
  let service: TestService

  /// One worker, one place to wait.
  init() throws {
    service = try TestService([gate.method(), .echo]) {
      $0.workers = 1
      $0.queue = 1
      $0.small.body = 4096
      $0.memory = 8192
    }
  }

  private static let large = TestService.call("echo", #"{"flops":1000000}"#)

  /// Keeps the worker busy until the gate opens.
  private func occupyWorker() -> RecordedExchange {
    let exchange = service.send(.post, "/v1/hold")
    gate.waitForEntry()
    return exchange
  }

  @Test func aRequestBeyondTheQueueIsRefused() throws {
    let running = occupyWorker()
    let waiting = service.send(.post, "/rpc", Self.large)
    let refused = service.response(.post, "/rpc", Self.large)
    #expect(refused.status == .serviceUnavailable)
    #expect(refused.fields["Retry-After"] == "1")
    #expect(refused.json?["error"]?["code"]?.int64 == -32003)
    #expect(refused.json?["id"]?.int64 == 1)
    let problem = service.response(.post, "/v1/echo", #"{"flops":1000000}"#)
    #expect(problem.status == .serviceUnavailable)
    #expect(problem.fields["Retry-After"] == "1")
    #expect(problem.json?["code"]?.int64 == -32003)
    #expect(!problem.closesConnection)
    gate.open()
    #expect(running.response().text == #""held""#)
    #expect(waiting.response().status == .ok)
  }

  @Test func smallRequestsNeverWait() throws {
    let running = occupyWorker()
    let waiting = service.send(.post, "/rpc", Self.large)
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
      #expect(service.response(.get, path).status == .ok)
    }
    #expect(service.response(.post, "/v1/echo", #"{"flops":1}"#).status == .ok)
    #expect(running.responses.isEmpty && waiting.responses.isEmpty)
    gate.open()
    _ = (running.response(), waiting.response())
  }

  /// A call whose plan has to be made first is not known to be small; it is planned, and run, while others run.
  @Test func smallCallsAreNotPlannedBehindLongRuns() throws {
    let gate = Gate()
    let service = try TestService([gate.method(), .whereabouts(isQuick: false)]) { $0.workers = 1 }
    let running = service.send(.post, "/v1/hold")
    gate.waitForEntry()
    #expect(service.response(.post, "/v1/whereabouts", #"{"flops":1}"#).text == #""worker""#)
    let large = service.send(.post, "/v1/whereabouts", #"{"flops":1000000}"#)
    #expect(running.responses.isEmpty && large.responses.isEmpty)
    gate.open()
    #expect(large.response().text == #""worker""#)
    _ = running.response()
  }

  @Test func inABatchTheCallIsRefused() throws {
    let running = occupyWorker()
    let waiting = service.send(.post, "/v1/echo", #"{"flops":1000000}"#)
    let batch = service.response(.post, "/rpc", "[\(TestService.call("echo")),\(Self.large)]")
    #expect(batch.status == .ok)
    #expect(try #require(batch.json?.elements).map { $0["error"]?["code"]?.int64 } == [nil, -32003])
    gate.open()
    _ = (running.response(), waiting.response())
  }

  @Test(arguments: [101, 5000]) func aBodyBeyondTheQueueIsRefusedUnread(_ length: Int) throws {
    let service = try TestService([gate.method(), .echo]) {
      $0.queue = 1
      $0.small.glance = 100
      $0.small.body = 4096
    }
    let running = service.send(.post, "/v1/hold")
    gate.waitForEntry()
    let waiting = service.send(.post, "/rpc", Self.large)
    #expect(service.response(.post, "/v1/echo", #"{"flops":1}"#).status == .ok)
    let refused = service.response(.post, "/rpc", String(repeating: "[", count: length))
    #expect(refused.status == .serviceUnavailable)
    #expect(refused.json?["error"]?["code"]?.int64 == -32003)
    #expect(refused.json?["id"]?.isNull == true)
    gate.open()
    _ = (running.response(), waiting.response())
  }

  private func head(_ path: String, _ framing: Framing, _ method: HTTP.Method = .post) -> RequestHead {
    RequestHead(
      method: method, target: Target(rawPath: path), version: .http11, fields: [:], framing: framing, persists: true,
      expectsContinue: false)
  }

  @Test func aLargeBodyBeyondTheQueueIsRefusedBeforeItIsRead() throws {
    #expect(service.handler.refusal(of: head("/v1/echo", .length(5000))) == nil)
    let running = occupyWorker()
    let waiting = service.send(.post, "/rpc", Self.large)
    for path in ["/v1/echo", "/rpc"] {
      let refusal = try #require(service.handler.refusal(of: head(path, .length(5000))))
      #expect(refusal.status == .serviceUnavailable)
      #expect(refusal.fields["Retry-After"] == "1" && refusal.fields["Traceparent"] != nil)
      #expect(!refusal.closesConnection)
    }
    #expect(service.handler.refusal(of: head("/v1/echo", .length(4096))) == nil)
    #expect(service.handler.refusal(of: head("/v1/echo", .chunked)) == nil)
    #expect(service.handler.refusal(of: head("/v1/echo", .length(5000), .put)) == nil)
    #expect(service.handler.refusal(of: head("/nowhere", .length(5000))) == nil)
    let metrics = service.response(.get, "/metrics").text
    #expect(metrics.contains(#"pushforward_shed_total{reason="queue_full"} 2"#))
    #expect(metrics.contains(#"{route="/rpc",method="POST",code="503"} 1"#))
    gate.open()
    _ = (running.response(), waiting.response())
  }

  @Test func memoryIsBounded() throws {
    #expect(service.response(.post, "/v1/echo", #"{"bytes":8000}"#).status == .ok)
    let never = service.response(.post, "/v1/echo", #"{"bytes":8193}"#)
    #expect(never.status == .contentTooLarge)
    #expect(never.json?["actual"]?.int64 == 8193)
    #expect(service.response(.post, "/v1/echo", String(repeating: " ", count: 8193)).status == .contentTooLarge)
    let running = occupyWorker()
    let held = service.send(.post, "/v1/echo", "{" + String(repeating: " ", count: 5000) + "}")
    let refused = service.response(.post, "/v1/echo", #"{"bytes":8000}"#)
    #expect(refused.status == .serviceUnavailable)
    gate.open()
    _ = (running.response(), held.response())
    #expect(service.service.runner.memory.heldByteCount == 0)
  }

  @Test func workIsDroppedAtItsDeadline() throws {
    let running = occupyWorker()
    let waiting = service.send(.post, "/v1/echo", #"{"flops":1000000,"deadline_ms":20}"#)
    #expect(waiting.response().status == .gatewayTimeout)
    #expect(running.responses.isEmpty)
    gate.open()
    _ = running.response()
  }

  @Test func workOfAClientThatIsGoneIsDropped() throws {
    let running = occupyWorker()
    let gone = service.send(.post, "/rpc", Self.large)
    gone.cancel()
    #expect(gone.response().json?["error"]?["data"]?["type"]?.string == "cancelled")
    let next = service.send(.post, "/rpc", Self.large)
    gate.open()
    _ = running.response()
    #expect(next.response().status == .ok)
  }
}

/// What makes running work end.
@Suite struct StoppingTests {
  let gate = Gate()
  let service: TestService

  init() throws {
    service = try TestService([gate.method(waits: false), .echo]) { $0.workers = 1 }
  }

  @Test func theDeadlineStopsRunningWork() {
    let response = service.response(.post, "/v1/hold", #"{"deadline_ms":20}"#)
    #expect(response.status == .gatewayTimeout)
  }

  @Test func theClientsEndStopsRunningWork() {
    let exchange = service.send(.post, "/v1/hold")
    gate.waitForEntry()
    exchange.cancel()
    _ = exchange.response()
    #expect(service.response(.post, "/v1/echo", #"{"flops":1000000}"#).status == .ok)
  }
}
