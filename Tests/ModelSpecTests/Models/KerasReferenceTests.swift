import Autodiff
import JSON
import Testing

@testable import ModelSpec

/// Every activation, layer, loss, option and reduction against what Keras on TensorFlow computes: values, gradients and
/// Hessian-vector products. The references are data, with the script that made them beside them.
@Suite struct KerasReferenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let json: JSONValue
    var testDescription: String { json["name"]?.string ?? "" }
  }

  static let cases = References.document("keras_models.json")?.elements?.map(Case.init) ?? []

  @Test func casesAreThere() { #expect(Self.cases.count == 289 - 2) }

  @Test(arguments: cases) func agrees(reference: Case) throws {
    let decoder = FunctionDecoder(tensors: TensorDecoder(dtype: .float64))
    let function = try decoder.function(of: reference.json)
    let definition = function.definition
    var values = function.values
    for input in definition.inputs {
      values[input.name] =
        try reference.json["inputs"]?[input.name].map { try decoder.tensors.tensor($0, as: input.kind) }
        ?? values[input.name]
    }
    let tolerance = try #require(reference.json["tolerance"]?.double)
    let expected = try #require(reference.json["value"]).scalars(of: Double.self)
    let value = try #require(try definition(values, dtype: .float64)[0].doubles)
    #expect(near(value, expected, tolerance), "value \(value) is not \(expected)")
    guard let gradient = reference.json["gradient"] else { return }
    let names = definition.inputs.filter(\.isTrainable).map(\.name)
    let sources = names.compactMap { values[$0] }
    let tangents = try names.map { name in
      try decoder.tensors.tensor(try #require(reference.json["tangents"]?[name]))
    }
    let accumulator = try ForwardAccumulator(primals: sources, tangents: tangents)
    let tape = GradientTape()
    let gradients = try accumulator.recording {
      try tape.watch(sources)
      let loss = try tape.recording { try definition(values, dtype: .float64) }
      return try tape.gradients(of: loss, sources)
    }
    for (name, found) in zip(names, gradients) {
      let wanted = try #require(gradient[name]).scalars(of: Double.self)
      let zeros = wanted.map { _ in 0.0 }
      #expect(near(found?.doubles ?? zeros, wanted, tolerance), "gradient by \(name)")
      guard let product = reference.json["hvp"]?[name] else { continue }
      let found = found.flatMap { accumulator.jvp(of: $0)?.doubles } ?? zeros
      let tolerance = reference.json["hvp_tolerance"]?.double ?? tolerance
      #expect(near(found, try product.scalars(of: Double.self), tolerance), "product by \(name)")
    }
  }

  /// Whether each number is near, by the size of the largest.
  private func near(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
    let scale = max(b.map(abs).max() ?? 0, 1e-3)
    return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * scale }
  }
}
