import Autodiff

/// `jvp`: Jacobian-vector products by a forward accumulator. Of several vectors each has its accumulator; the primal part is theirs
/// together.
struct JVP: DerivativeMethod {
  static let name = "jvp"
  static let parameters = ["primals", "tangents"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    try tangentOptions(&decoder)
  }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    let primals = try function.primals(options.primals)
    var value: [Tensor] = []
    let products = try (0..<(options.vectors ?? 1)).map { vector in
      let accumulator = try ForwardAccumulator(
        primals: primals, tangents: function.tangents(options.primals, vector: vector))
      let outputs = try accumulator.recording { try function() }
      if value.isEmpty { value = outputs }
      return ResultTree.outputs(try function.connected(outputs.map { accumulator.jvp(of: $0) }, like: outputs))
    }
    let product = options.vectors == nil ? ("jvp", products[0]) : ("jvps", .array(products))
    return .object([("value", .outputs(value)), product])
  }
}

extension PlannedMethod {
  /// Reads `tangents`, whose names are the primals where `primals` is left out.
  func tangentOptions(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    let tangents = try decoder.required("tangents", "an object of tensors by name, or an array of such objects")
    var primals = try decoder.givenPrimals == nil ? nil : decoder.primals()
    let vectors = try bindVectors(tangents, isBatch: true) { vector, index in
      primals = try decoder.bindTangents(vector, of: primals, vector: index)
    }
    return MethodOptions(primals: primals ?? [], vectors: vectors)
  }
}
