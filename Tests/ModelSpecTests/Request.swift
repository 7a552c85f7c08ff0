import Autodiff
import JSON

@testable import ModelSpec

/// A request's parameters as the service sees them, for tests: the document is `{"params": …}`.
struct Request {
  let params: JSONValue
  let decoder: FunctionDecoder

  init(_ params: String, dtype: DType = .float64, limits: SpecLimits = SpecLimits()) throws {
    let document = try JSONDocument(parsing: Array("{\"params\": \(params)}".utf8))
    self.params = document.root["params"] ?? document.root
    decoder = FunctionDecoder(tensors: TensorDecoder(dtype: dtype), limits: limits)
  }

  /// The function's outputs for the `inputs` of the request.
  func outputs() throws -> [Tensor] {
    let function = try decoder.function(of: params)
    var values = function.values
    for input in function.definition.inputs {
      guard let value = params["inputs"]?[input.name] else { continue }
      values[input.name] = try decoder.tensors.tensor(value, as: input.kind)
    }
    return try function.definition(values, dtype: decoder.tensors.dtype)
  }

  /// The elements of the only output.
  func value() throws -> [Double] { try outputs().first?.doubles ?? [] }

  func definition() throws -> FunctionDefinition { try decoder.function(of: params).definition }
}

/// Whether numbers agree to a relative tolerance; NaN agrees with NaN.
func agree(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-14) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { a, b in
      a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance * max(abs(a), abs(b))
    }
}
