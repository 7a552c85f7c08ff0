import HTTP
import JSON
import Testing

@testable import DerivativeService

/// On which thread calls run.
@Suite struct PlacementTests {
  private func places(_ service: TestService, _ calls: [String]) throws -> [String?] {
    let response = service.response(.post, "/rpc", "[\(calls.joined(separator: ","))]")
    return try #require(response.json?.elements).map { $0["result"]?.string }
  }

  @Test(arguments: [(200_000, "connection"), (200_001, "worker")])
  func smallCallsStayWhereTheyAre(_ flops: Int, _ place: String) throws {
    let service = try TestService()
    #expect(service.response(.post, "/v1/whereabouts", #"{"flops":\#(flops)}"#).text == "\"\(place)\"")
  }

  @Test func whatHasToBeCompiledGoesToAWorker() throws {
    let service = try TestService([.whereabouts(isQuick: false)])
    #expect(service.response(.post, "/v1/whereabouts").text == #""worker""#)
  }

  @Test(arguments: ["/rpc", "/v1/whereabouts"])
  func largeBodiesGoToAWorker(_ path: String) throws {
    let service = try TestService { $0.small.body = 100 }
    let padding = String(repeating: " ", count: 100)
    let body = path == "/rpc" ? TestService.call("whereabouts") : "{}"
    #expect(service.response(.post, path, body + padding).text.contains(#""worker""#))
  }

  @Test func aBatchHasItsShareOfTheConnectionsThread() throws {
    let service = try TestService { $0.small.calls = 2 }
    let calls = (0..<4).map { TestService.call("whereabouts", id: $0) }
    #expect(try places(service, calls) == ["connection", "connection", "worker", "worker"])
    let costly = TestService.call("whereabouts", #"{"flops":150000}"#)
    #expect(try places(service, [costly, costly]) == ["connection", "worker"])
  }

  @Test func theCallsOfALargeBatchAreJobs() throws {
    let service = try TestService {
      $0.small.body = 10
      $0.workers = 3
      $0.queue = 1
    }
    let calls = (0..<500).map { TestService.call("echo", #"{"n":\#($0)}"#, id: $0) }
    let response = service.response(.post, "/rpc", "[\(calls.joined(separator: ","))]")
    let replies = try #require(response.json?.elements)
    #expect(replies.map { $0["result"]?["n"]?.int64 } == (0..<500).map(Int64.init))
  }
}
