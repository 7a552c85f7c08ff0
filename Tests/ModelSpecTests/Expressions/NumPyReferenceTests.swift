import Autodiff
import JSON
import Testing

@testable import ModelSpec

/// Formulas against what NumPy makes of the very same text, in float64.
@Suite struct NumPyReferenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var expression: String { json["expression"]?.string ?? "" }
    var testDescription: String { expression }
  }

  static let document = References.document("expressions.json")
  static let cases = document?["cases"]?.elements?.map(Case.init) ?? []

  @Test func casesAreThere() { #expect(Self.cases.count > 370) }

  @Test(arguments: cases) func agrees(reference: Case) throws {
    let decoder = TensorDecoder(dtype: .float64)
    let function = FunctionDefinition.expression(try Expression(parsing: reference.expression))
    var values: [String: Tensor] = [:]
    for input in function.inputs {
      values[input.name] = try Self.document?["inputs"]?[input.name].map { try decoder.tensor($0, as: input.kind) }
    }
    let value = try function(values, dtype: .float64)[0]
    let shape = try #require(reference.json["shape"]).scalars(of: Int64.self).map(Int.init)
    #expect(value.shape.dimensions == shape)
    let expected = try #require(reference.json["elements"]).scalars(of: Double.self)
    let found = try #require(value.doubles)
    #expect(agree(found, expected, 4e-15) || near(found, expected), "\(found) is not \(expected)")
  }

  /// Sums may cancel: what counts is the size of the largest element.
  private func near(_ a: [Double], _ b: [Double]) -> Bool {
    let scale = max(b.map(abs).filter(\.isFinite).max() ?? 0, 1)
    return a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || abs($0 - $1) <= 1e-14 * scale }
  }
}
