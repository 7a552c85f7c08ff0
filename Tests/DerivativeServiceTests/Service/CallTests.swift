import HTTP
import JSON
import JSONRPC
import Testing

@testable import DerivativeService

@Suite struct CallTests {
  let service: TestService

  init() throws {
    service = try TestService { $0.batch = 3 }
  }

  @Test(arguments: ["/rpc", "/"])
  func callsInEnvelopes(_ path: String) {
    let response = service.response(.post, path, TestService.call("echo", #"{"x": [1.50]}"#))
    #expect(response.status == .ok)
    #expect(response.fields["Content-Type"] == "application/json")
    #expect(response.text == #"{"jsonrpc":"2.0","id":1,"result":{"x": [1.50]}}"#)
  }

  @Test func callsWithoutEnvelopes() {
    #expect(service.response(.post, "/v1/echo", #"{"x": [1.50]}"#).text == #"{"x": [1.50]}"#)
    #expect(service.response(.post, "/v1/echo").text == "{}")
  }

  @Test func notificationsGetAnEmptyBody() {
    let response = service.response(.post, "/rpc", #"{"jsonrpc":"2.0","method":"echo"}"#)
    #expect(response.status == .ok)
    #expect(response.body.isEmpty)
  }

  struct Row: CustomTestStringConvertible {
    var method: String
    var params: String
    var code: Int64
    var status: Int
    var type: String
    var path: String
    var testDescription: String { "\(method) \(params)" }

    init(_ method: String, _ params: String, _ code: Int64, _ status: Int, _ type: String, _ path: String) {
      (self.method, self.params) = (method, params)
      (self.code, self.status, self.type, self.path) = (code, status, type, path)
    }
  }

  static let errors = [
    Row("ehco", "{}", -32601, 404, "unknown_method", "method"),
    Row("fail", "[1]", -32602, 422, "invalid_value", "params"),
    Row("fail", #"{"error":"spec"}"#, -32602, 422, "unknown_name", "params.error"),
    Row("fail", #"{"error":"limit"}"#, -32001, 413, "limit_exceeded", "params"),
    Row("fail", #"{"error":"autodiff"}"#, -32602, 422, "not_scalar", "params"),
    Row("fail", #"{"error":"stopped"}"#, -32002, 504, "deadline_exceeded", ""),
    Row("fail", #"{"error":"model"}"#, -32004, 404, "unknown_model", "params.model"),
    Row("fail", "{}", -32603, 500, "internal_error", ""),
    Row("echo", #"{"deadline_ms":0}"#, -32002, 504, "deadline_exceeded", ""),
  ]

  @Test(arguments: errors)
  func errorsInEnvelopes(_ row: Row) throws {
    let response = service.response(.post, "/rpc", TestService.call(row.method, row.params))
    let error = try #require(response.json?["error"])
    #expect(response.status == .ok)
    #expect(error["code"]?.int64 == row.code)
    #expect(error["data"]?["type"]?.string == row.type)
    #expect(error["data"]?["path"]?.string == row.path)
  }

  @Test(arguments: errors)
  func errorsWithoutEnvelopes(_ row: Row) throws {
    let response = service.response(.post, "/v1/\(row.method)", row.params)
    let problem = try #require(response.json)
    #expect(response.status.code == row.status)
    #expect(response.fields["Content-Type"] == "application/problem+json")
    #expect(problem["status"]?.int64 == Int64(row.status))
    #expect(problem["code"]?.int64 == row.code)
    #expect(problem["type"]?.string == row.type)
    #expect(problem["path"]?.string == row.path)
    #expect(problem["title"]?.string == RPCError.Code(rawValue: Int(row.code)).phrase)
    #expect(problem["detail"]?.string?.isEmpty == false)
  }

  @Test func detailsAreInTheProblem() throws {
    let problem = try #require(service.response(.post, "/v1/fail", #"{"error":"spec"}"#).json)
    #expect(problem["expected"]?.string == "a")
    #expect(problem["actual"]?.string == "b")
    #expect(problem["suggestion"]?.string == "c")
  }

  @Test func whatIsNoJSONIsABadRequest() throws {
    let response = service.response(.post, "/v1/echo", "{")
    #expect(response.status == .badRequest)
    #expect(response.json?["code"]?.int64 == -32700)
    #expect(service.response(.post, "/rpc", "{").status == .ok)
  }

  @Test func aDefectIsLoggedUnderTheIDInTheReply() throws {
    let response = service.response(.post, "/rpc", TestService.call("fail"))
    let id = try #require(response.json?["error"]?["data"]?["id"]?.string)
    #expect(service.defects.all.count == 1)
    #expect(service.defects.all[0].hasPrefix(id))
    #expect(service.defects.all[0].contains("Defect"))
    #expect(!response.text.contains("Defect"))
  }

  @Test func batchesAreLimited() throws {
    let calls = (0..<4).map { TestService.call("echo", id: $0) }
    #expect(service.response(.post, "/rpc", "[\(calls.prefix(3).joined(separator: ","))]").json?.elements?.count == 3)
    let refused = service.response(.post, "/rpc", "[\(calls.joined(separator: ","))]")
    #expect(refused.json?["error"]?["code"]?.int64 == -32001)
  }
}
