import HTTP
import JSON
import Testing

@testable import DerivativeService

@Suite struct RoutingTests {
  let service: TestService

  init() throws {
    service = try TestService()
  }

  struct Row: CustomTestStringConvertible {
    var method: HTTP.Method
    var path: String
    var status: Int
    var allow: String?
    var contentType: String?
    var testDescription: String { "\(method) \(path)" }

    init(_ method: HTTP.Method, _ path: String, _ status: Int, allow: String? = nil, _ contentType: String? = nil) {
      (self.method, self.path, self.status, self.allow, self.contentType) = (method, path, status, allow, contentType)
    }
  }

  static let calls = "OPTIONS, POST"
  static let reads = "GET, HEAD, OPTIONS"
  static let problem = "application/problem+json"

  @Test(arguments: [
    Row(.get, "/healthz", 200, "text/plain; charset=utf-8"),
    Row(.head, "/healthz", 200, "text/plain; charset=utf-8"),
    Row(.get, "/readyz", 200, "text/plain; charset=utf-8"),
    Row(.get, "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
    Row(.get, "/openapi.yaml", 200, "application/yaml"),
    Row(.get, "/openapi.json", 200, "application/json"),
    Row(.post, "/v1/echo", 200, "application/json"),
    Row(.options, "/rpc", 204, allow: calls),
    Row(.options, "/", 204, allow: calls),
    Row(.options, "/v1/echo", 204, allow: calls),
    Row(.options, "/healthz", 204, allow: reads),
    Row(.get, "/rpc", 405, allow: calls, problem),
    Row(.get, "/", 405, allow: calls, problem),
    Row(.head, "/rpc", 405, allow: calls, problem),
    Row(.get, "/v1/echo", 405, allow: calls, problem),
    Row(.put, "/v1/echo", 405, allow: calls, problem),
    Row(.post, "/healthz", 405, allow: reads, problem),
    Row(.delete, "/metrics", 405, allow: reads, problem),
    Row(HTTP.Method(rawValue: "BREW"), "/readyz", 405, allow: reads, problem),
    Row(.get, "/nowhere", 404, problem),
    Row(.post, "/rpc/", 404, problem),
    Row(.options, "/nowhere", 404, problem),
    Row(.get, "/v1/nothing", 404, problem),
    Row(.post, "/v1/nothing", 404, problem),
    Row(.post, "/v1", 404, problem),
    Row(.post, "/v1/", 404, problem),
  ])
  func answersAsTheContractSays(_ row: Row) {
    let response = service.response(row.method, row.path)
    #expect(response.status.code == row.status)
    #expect(response.fields["Allow"] == row.allow)
    #expect(response.fields["Content-Type"] == row.contentType)
  }

  @Test func theServerAsAWholeHasOptions() {
    let exchange = RecordedExchange()
    let target = Target(form: .asterisk, rawPath: "*")
    service.service.handle(Request(method: .options, target: target), exchange)
    let response = exchange.response()
    #expect(response.status == .noContent)
    #expect(response.fields["Allow"] == "GET, HEAD, OPTIONS, POST")
  }

  @Test(arguments: [
    ("/rcp", "/rpc"), ("/health", "/healthz"), ("/v1/ecko", "/v1/echo"), ("/openapi.yml", "/openapi.yaml"),
  ])
  func aMistypedPathGetsAHint(_ path: String, _ nearest: String) throws {
    let problem = try #require(service.response(.get, path).json)
    #expect(problem["suggestion"]?.string == nearest)
    #expect(try #require(problem["detail"]?.string).contains("did you mean \(nearest)?"))
  }

  @Test func longPathsAreCut() {
    #expect(service.response(.get, "/" + String(repeating: "x", count: 10_000)).body.count < 500)
  }

  @Test func queriesAreIgnored() {
    let exchange = RecordedExchange()
    service.service.handle(Request(method: .get, target: Target(rawPath: "/healthz", query: "a=b")), exchange)
    #expect(exchange.response().status == .ok)
  }

  @Test func readinessEndsWithTheDrain() {
    service.service.beginDrain()
    #expect(service.response(.get, "/readyz").status == .serviceUnavailable)
    #expect(service.response(.get, "/healthz").status == .ok)
    #expect(service.response(.post, "/v1/echo").status == .ok)
  }
}
