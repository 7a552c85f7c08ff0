import Autodiff
import JSON
import Testing

@testable import DerivativeService

/// Several vectors in a call pay for the primal part once: counted in matrix products, of which a network of three dense layers takes three
/// for its value.
@Suite struct BatchCostTests {
  static let context = MethodContext()

  static let network = #"""
    "model": {"layers": [{"type": "dense", "units": 2, "activation": "tanh"}, {"type": "dense", "units": 2, "activation": "tanh"},
      {"type": "dense", "units": 2}], "loss": "mean_squared_error"},
    "inputs": {"x": [[1, 2], [3, 4]], "targets": [[1, 0], [0, 1]], "dense": {"kernel": [[1, 2], [3, 4]], "bias": [0, 0]},
      "dense_1": {"kernel": [[1, 2], [3, 4]], "bias": [0, 0]}, "dense_2": {"kernel": [[1, 2], [3, 4]], "bias": [0, 0]}}
    """#

  static let tangent = #"{"x": [[1, 0], [0, 1]]}"#

  static func list(_ element: String, _ count: Int) -> String {
    "[" + Array(repeating: element, count: count).joined(separator: ", ") + "]"
  }

  /// The matrix products in the program of a call.
  private func products<M: DerivativeMethod>(_ method: M, _ more: String) throws -> Int {
    let document = try JSONDocument(parsing: Array("{\(Self.network)\(more)}".utf8))
    var decoder = try RequestDecoder(document.root, method: M.name, parameters: M.parameters, MethodContext())
    let options = try method.options(&decoder)
    return try method.compile(decoder, options).program.count(of: "matmul")
  }

  @Test func aValueTakesThreeProducts() throws {
    #expect(try products(Evaluate(Self.context), "") == 3)
  }

  @Test(arguments: [1, 2, 5]) func tangentsTakeThreeMoreEach(count: Int) throws {
    #expect(try products(JVP(Self.context), #", "tangents": \#(Self.list(Self.tangent, count))"#) == 3 + 3 * count)
  }

  @Test(arguments: [1, 2, 5]) func cotangentsTakeThreeMoreEach(count: Int) throws {
    let more = #", "primals": ["x"], "cotangents_batch": \#(Self.list("1", count))"#
    #expect(try products(VJP(Self.context), more) == 3 + 3 * count)
  }

  /// Three products forward and three back for the gradient; as many for each vector.
  @Test(arguments: [1, 2, 5]) func hessianVectorProductsTakeSixMoreEach(count: Int) throws {
    #expect(try products(HVP(Self.context), #", "tangents": \#(Self.list(Self.tangent, count))"#) == 6 + 6 * count)
  }
}
