import JSON
import Testing

/// `derivative` with accumulators and tapes mixed up to eight deep, every stage against JAX. The references are data, with the script that
/// made them beside them.
@Suite struct NestingReferenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var testDescription: String { json["name"]?.string ?? "" }
  }

  static let cases = (try? References.document("nestings.json"))?.elements?.map(Case.init) ?? []

  @Test func casesAreThere() { #expect(Self.cases.contains { $0.json["transforms"]?.elements?.count == 8 }) }

  @Test(arguments: cases) func everyStageAgrees(reference: Case) throws {
    let members = try ["expression", "inputs", "transforms"].map { name in
      "\"\(name)\": \(try #require(reference.json[name]).text)"
    }
    let answer = try MethodTests.answer("derivative", "{\(members.joined(separator: ", ")), \"dtype\": \"float64\"}")
    let result = try JSONDocument(parsing: Array(answer.utf8)).root
    expectNear(result["value"], reference.json["value"], "value")
    let (found, wanted) = try (stages(result), stages(reference.json))
    #expect(found.count == wanted.count)
    for (index, pair) in zip(found, wanted).enumerated() { expectNear(pair.0, pair.1, "stage \(index)") }
    expectNear(result["derivative"], wanted.last, "derivative")
  }

  private func stages(_ result: JSONValue) throws -> [JSONValue] { Array(try #require(result["stages"]?.elements)) }
}
