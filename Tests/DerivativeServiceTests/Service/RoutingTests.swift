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
    Row(.trace, "/rpc", 405, allow: calls, problem),
    Row(.patch, "/rpc", 405, allow: calls, problem),
    Row(.delete, "/nowhere", 404, problem),
    Row(HTTP.Method(rawValue: "BREW"), "/readyz", 501, problem),
    Row(.query, "/v1/echo", 405, allow: calls, problem),
    Row(HTTP.Method(rawValue: "get"), "/readyz", 501, problem),
    Row(HTTP.Method(rawValue: "PROPFIND"), "/nowhere", 501, problem),
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

  @Test(arguments: [
    ("application/json", 200), ("Application/JSON; charset=utf-8", 200), ("application/vnd.api+json", 200),
    ("text/json", 200),
    ("application/json-rpc", 200), ("application/x-www-form-urlencoded", 200), ("text/plain;charset=UTF-8", 200),
    ("application/octet-stream", 200), ("", 200), ("application/xml", 415), ("text/html", 415), ("image/png", 415),
    ("multipart/form-data; boundary=a", 415), ("application/x-nonsense", 415), ("application/jsonp", 415),
    ("json", 415),
    ("application/json, text/html", 415),
  ])
  func bodiesAreJSON(_ type: String, _ status: Int) {
    for path in ["/rpc", "/v1/echo"] {
      let response = service.response(.post, path, TestService.call("echo"), fields: ["Content-Type": type])
      #expect(response.status.code == status)
      #expect(response.fields["Accept"] == (status == 415 ? "application/json" : nil))
      #expect(status == 200 || response.text.contains("RFC 9110"))
    }
  }

  @Test(arguments: [
    ("*/*", 200), ("application/*", 200), ("application/json", 200), ("application/problem+json", 200), ("", 200),
    ("text/html, application/json;q=0.1", 200), ("text/html, */*;q=0.1", 200), ("text/html", 406), ("image/*", 406),
    ("application/json;q=0", 406), ("application/xml", 406), ("*/*;q=0", 406), ("application/x-nonsense", 406),
  ])
  func answersAreJSON(_ accepted: String, _ status: Int) {
    for path in ["/rpc", "/v1/echo"] {
      let response = service.response(.post, path, TestService.call("echo"), fields: ["Accept": accepted])
      #expect(response.status.code == status)
      #expect(status == 200 || response.text.contains("RFC 9110"))
    }
    #expect(service.response(.get, "/healthz", fields: ["Accept": accepted]).status == .ok)
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
    for path in service.service.healthPaths { #expect(service.response(.get, path).status == .ok, "\(path)") }
    service.service.beginDrain()
    for path in ["/readyz", "/v2/health/ready"] {
      #expect(service.response(.get, path).status == .serviceUnavailable, "\(path)")
    }
    for path in ["/healthz", "/v2/health/live"] {
      #expect(service.response(.get, path).status == .ok, "\(path)")
    }
    #expect(service.response(.post, "/v1/echo").status == .ok)
  }
}
