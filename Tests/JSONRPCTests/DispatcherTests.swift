import JSON
import JSONRPC
import Synchronization
import Testing

@Suite struct DispatcherTests {
  private func dispatch(
    _ body: [UInt8], with dispatcher: Dispatcher<Parking> = .forConversations()
  ) async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      dispatcher.dispatch(body, Parking()) { continuation.resume(returning: $0) }
    }
  }

  private func errorCode(_ reply: [UInt8]?) throws -> Int64? {
    try JSONDocument(parsing: #require(reply)).root["error"]?["code"]?.int64
  }

  @Test func keepsTheOrderOfAnswersFromOtherThreads() async throws {
    let dispatcher = Dispatcher<Parking>(handlers: [
      "later": { call, _, reply in
        Task.detached { reply.send { $0.raw(call.params?.rawText ?? []) } }
      }
    ])
    let calls = (0..<1000).map { #"{"jsonrpc":"2.0","method":"later","params":[\#($0)],"id":\#($0)}"# }
    let reply = try #require(await dispatch(Array("[\(calls.joined(separator: ","))]".utf8), with: dispatcher))
    let replies = try #require(try JSONDocument(parsing: reply).root.elements)
    #expect(replies.map { $0["id"]?.int64 } == (0..<1000).map(Int64.init))
    #expect(replies.map { try? $0["result"]?.scalars(of: Int64.self) } == (0..<1000).map { [$0] })
  }

  @Test(arguments: ["\u{FF}", "[\"\u{C3}\u{28}\"]"])
  func refusesBytesThatAreNotUTF8(_ text: String) async throws {
    let reply = await dispatch(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    #expect(try errorCode(reply) == -32700)
  }

  @Test(arguments: [("[", 100_000, "", -32700), ("[", 200, "]", -32700), ("", 1, manyValues, -32001)])
  func refusesWhatIsTooMuch(_ opening: String, _ count: Int, _ closing: String, _ code: Int64) async throws {
    var dispatcher = Dispatcher.forConversations()
    dispatcher.limits.values = 1000
    let text = String(repeating: opening, count: count) + String(repeating: closing, count: count)
    let reply = await dispatch(Array(text.utf8), with: dispatcher)
    #expect(try errorCode(reply) == code)
    #expect(try JSONDocument(parsing: #require(reply)).root["error"]?["data"]?["type"]?.string == "limit_exceeded")
  }

  private static let manyValues = "[" + String(repeating: "true,", count: 1000) + "true]"

  @Test func mapsErrorsInOnePlace() async throws {
    var dispatcher = Dispatcher.forConversations()
    dispatcher.errorMapping = { error in
      error is Defect ? RPCError(.overloaded, type: "overloaded", "later") : RPCError(describing: error)
    }
    let reply = await dispatch(Array(#"{"jsonrpc":"2.0","method":"crash","id":1}"#.utf8), with: dispatcher)
    #expect(try errorCode(reply) == -32003)
  }

  @Test func cutsLongMethodNames() async throws {
    let name = String(repeating: "é", count: 10_000)
    let reply = await dispatch(Array(#"{"jsonrpc":"2.0","method":"\#(name)","id":1}"#.utf8))
    #expect(try errorCode(reply) == -32601)
    #expect(try #require(reply).count < 1000)
  }

  /// A call that came without an envelope gets a result without one.
  @Test func answersCallsWithoutEnvelopes() throws {
    let results = Mutex<[Result<[UInt8], any Error>]>([])
    let reply = Reply { result in results.withLock { $0.append(result) } }
    let params = try JSONDocument(parsing: Array("[5, 3]".utf8)).root
    let dispatcher = Dispatcher.forConversations()
    dispatcher.invoke(Call(method: "subtract", params: params), Parking(), reply)
    dispatcher.invoke(Call(method: "nothing", params: params), Parking(), reply)
    let (first, second) = try results.withLock { (try $0[0].get(), $0[1]) }
    #expect(first == Array("2".utf8))
    #expect(throws: RPCError.self) { try second.get() }
  }
}
