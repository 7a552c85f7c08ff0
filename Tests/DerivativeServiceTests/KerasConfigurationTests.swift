import Foundation
import JSON
import ModelSpec
import Testing

@testable import DerivativeService

/// What Keras' own `to_json()` writes, as `{"keras": …}` with weights by name.
@Suite struct KerasConfigurationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var testDescription: String { json["name"]?.string ?? "" }
  }

  static func cases(_ part: String) -> [Case] {
    (try? References.document("keras_configurations.json"))?[part]?.elements?.map(Case.init) ?? []
  }

  @Test func casesAreThere() {
    #expect(Self.cases("accepted").count == 9)
    #expect(Self.cases("refused").count == 13)
  }

  @Test(arguments: cases("accepted")) func valueAndGradientAreKeras(reference: Case) throws {
    let (model, loss) = (try #require(reference.json["keras"]), try #require(reference.json["loss"]))
    let inputs = try #require(reference.json["inputs"])
    let params = #"""
      {"model": {"keras": \#(model.text), "loss": \#(loss.text)}, "inputs": \#(inputs.text), "dtype": "float64"}
      """#
    let result = try JSONDocument(parsing: Array(MethodTests.answer("gradient", params).utf8)).root
    expectNear(result["value"], reference.json["value"], "value")
    expectNear(result["gradient"], reference.json["gradient"], "gradient")
  }

  @Test(arguments: cases("refused")) func whatDoesNotExistHereIsNamed(reference: Case) throws {
    let params = #"{"model": {"keras": \#(try #require(reference.json["keras"]).text)}, "inputs": {"x": [[1]]}}"#
    let error = try #require(throws: SpecError.self) { try MethodTests.answer("evaluate", params) }
    #expect(error.path == "model.keras.\(reference.json["path"]?.string ?? "")", "\(error.message)")
  }
}
