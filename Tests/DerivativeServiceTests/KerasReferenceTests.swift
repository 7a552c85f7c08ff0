import JSON
import Testing

@testable import DerivativeService

/// Every layer, activation, loss, option, reduction and weighting through every method, against Keras on TensorFlow to 1e-10 in
/// float64. The references are data, with the script that made them beside them.
@Suite struct KerasReferenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var testDescription: String { json["name"]?.string ?? "" }
  }

  static let cases = (try? References.document("keras_models.json"))?.elements?.map(Case.init) ?? []

  @Test func casesAreThere() { #expect(Self.cases.count > 300) }

  @Test(arguments: cases) func lossAgrees(reference: Case) throws { try Trial(reference.json, of: "loss")?.run() }

  @Test(arguments: cases.filter { $0.json["predictions"] != nil })
  func predictionsAgree(reference: Case) throws { try Trial(reference.json, of: "predictions")?.run() }
}

/// The calls that one case makes about its loss, or about its predictions.
private struct Trial {
  let expected: JSONValue
  /// The parameters that all calls have.
  let function: String
  let tangents: JSONValue

  init?(_ reference: JSONValue, of part: String) throws {
    guard let expected = reference[part], let model = reference["model"] else { return nil }
    self.expected = expected
    tangents = try #require(reference["tangents"])
    let (x, primals) = (try #require(reference["x"]).text, try #require(reference["primals"]).text)
    let (layers, targets) = (try #require(model["layers"]).text, try #require(reference["inputs"]).text)
    let common = #""dtype": "float64", "primals": \#(primals)"#
    function =
      part == "loss"
      ? #"\#(common), "model": \#(model.text), "inputs": {"x": \#(x), \#(targets.dropFirst())"#
      : #"\#(common), "model": {"layers": \#(layers)}, "inputs": {"x": \#(x)}"#
  }

  func run() throws {
    let both = #""tangents": \#(tangents.text)"#
    try expect("evaluate", gives: ["value"])
    try expect("jvp", both, gives: ["value", "jvps"])
    guard expected["gradient"] != nil else {
      for mode in ["auto", "forward", "reverse"] { try expect("jacobian", #""mode": "\#(mode)""#, gives: ["jacobian"]) }
      return
    }
    try expect("gradient", gives: ["value", "gradient"])
    try expect("hvp", both, gives: ["value", "gradient", "hvps"])
    let first = #""tangents": \#(try #require(tangents.first).text)"#
    expectNear(try result("hvp", first)["hvp"], expected["hvps"]?.first, "hvp")
    expectNear(try result("jacobian")["jacobian"], expected["gradient"], "jacobian of a scalar")
  }

  private func expect(_ method: String, _ more: String? = nil, gives members: [String]) throws {
    let result = try result(method, more)
    for member in members { expectNear(result[member], expected[member], "\(method): \(member) \(more ?? "")") }
  }

  private func result(_ method: String, _ more: String? = nil) throws -> JSONValue {
    let params = "{" + function + (more.map { ", " + $0 } ?? "") + "}"
    return try JSONDocument(parsing: Array(MethodTests.answer(method, params).utf8)).root
  }
}
