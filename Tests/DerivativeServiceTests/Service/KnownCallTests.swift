import HTTP
import JSON
import Testing

@testable import DerivativeService

/// Bodies that differ from an earlier one in their numbers alone are not parsed, and nobody can tell.
@Suite struct KnownCallTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: String
    /// The first leaves an outline, by which the others go or not.
    let bodies: [String]
    /// How many of the bodies are known in the end.
    let known: Int
    /// As what they are known.
    var form = OutlineForm.envelope
  }

  private static func call(_ id: String, _ x: String, _ before: String = "", _ behind: String = "") -> String {
    before + ##"{"jsonrpc": "2.0", \##(id)"method": "gradient", "params": {"expression": "sum(x ** 2)", "##
      + ##""primals": {"x": \##(x)}}}\##(behind)"##
  }

  static let rows = [
    Row(
      testDescription: "numbers as ids", path: "/rpc",
      bodies: [
        call(#""id": 1, "#, "[1, 2]"), call(#""id": 1.50e2, "#, "[3, -4.5]"), call(#""id":  2, "#, "[1, 2]"),
        call(#""id": 0, "#, "[1, 1]", " \r\n", "\t\n"), call(#""id": 00, "#, "[1, 1]"), call(#""id": -, "#, "[1, 1]"),
        call(#""id": 3, "#, "[1, 1]") + "]", call(#""id": 3, "#, "[1, true]"), call(#""id": 3, "#, "[1, 1e99]"),
        call(#""id": 3, "id": 4, "#, "[1, 1]"), call(#""id": [3], "#, "[1, 1]"),
      ], known: 4),
    Row(
      testDescription: "ids behind", path: "/",
      bodies: [
        #"{"method": "jvp", "params": {"expression": "x ** 2", "primals": {"x": 3}, "tangents": {"x": 1}}, "jsonrpc": "2.0", "id": 7}"#,
        #"{"method": "jvp", "params": {"expression": "x ** 2", "primals": {"x": 4}, "tangents": {"x": 2}}, "jsonrpc": "2.0", "id": 800}"#,
      ], known: 2),
    Row(
      testDescription: "notifications", path: "/rpc", bodies: [call("", "[1, 2]"), call("", "[3, 4]")], known: 2),
    Row(
      testDescription: "strings and null as ids", path: "/rpc",
      bodies: [
        call(#""id": "a", "#, "[1, 2]"), call(#""id": "b\\n", "#, "[3, 4]"), call(#""id": null, "#, "[3, 4]"),
      ], known: 0),
    Row(
      testDescription: "calls in a batch", path: "/rpc",
      bodies: [
        "[" + call(#""id": 1, "#, "[1, 2]") + "," + call(#""id": 2, "#, "[3, 4]") + "]",
        "[" + call(#""id": 3, "#, "[5, 2]") + "," + call(#""id": 4, "#, "[3, 4]") + "," + call("", "[3, 4]") + "]",
      ], known: 0),
    Row(
      testDescription: "parameters alone", path: "/v1/hvp",
      bodies: [
        #"{"expression": "sum(x ** 3)", "primals": {"x": [1, 2]}, "tangents": {"x": [1, 0]}}"#,
        #"{"expression": "sum(x ** 3)", "primals": {"x": [3, 4]}, "tangents": {"x": [1, -1]}}\#n"#,
        #"{"expression": "sum(x ** 3)", "primals": {"x": [3, 4]}, "tangents": {"x": [1, "NaN"]}}"#,
        #"{"expression": "sum(x ** 4)", "primals": {"x": [3, 4]}, "tangents": {"x": [1, -1]}}"#,
        #"{"expression": "sum(x ** 3)", "primals": {"x": [3, 4, 5]}, "tangents": {"x": [1, -1]}}"#,
      ], known: 3, form: .parameters(method: "hvp")),
    Row(
      testDescription: "results that are not finite", path: "/v1/evaluate",
      bodies: [
        #"{"expression": "x / 0", "inputs": {"x": [1, 2]}}"#, #"{"expression": "x / 0", "inputs": {"x": [0, 2]}}"#,
      ],
      known: 2, form: .parameters(method: "evaluate")),
  ]

  private static func service(_ context: MethodContext) throws -> TestService {
    try TestService(context.methods, context: context)
  }

  /// Status and body, as they are from a service that has answered nothing else.
  private static func fresh(_ row: Row, _ body: String) throws -> String {
    answer(try service(MethodContext()), row, body)
  }

  private static func answer(_ service: TestService, _ row: Row, _ body: String) -> String {
    let response = service.response(.post, row.path, body)
    return "\(response.status.code) \(response.text)"
  }

  @Test(arguments: rows) func areAnsweredAsIfTheyWereParsed(_ row: Row) throws {
    let context = MethodContext()
    let service = try Self.service(context)
    for body in row.bodies + row.bodies + row.bodies {
      #expect(Self.withoutTrace(Self.answer(service, row, body)) == Self.withoutTrace(try Self.fresh(row, body)))
    }
    let known = row.bodies.filter { (try? context.known(row.form, Array($0.utf8))) != nil }
    #expect(known.count == row.known)
  }

  /// Problem documents say in which trace they were written.
  private static func withoutTrace(_ answer: String) -> String {
    answer.split(separator: #","trace_id":""#).first.map(String.init) ?? answer
  }

  @Test func areCounted() throws {
    let context = MethodContext()
    let service = try Self.service(context)
    for number in 0..<5 { _ = service.response(.post, "/rpc", Self.call(##""id": \##(number), "##, "[1, \(number)]")) }
    #expect(context.plans.hits == 4)
    #expect(
      service.response(.get, "/metrics").text
        .contains(#"pushforward_rpc_calls_total{method="gradient",code="0"} 5"#))
  }
}
