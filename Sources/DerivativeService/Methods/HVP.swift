import Autodiff

/// `hvp`: Hessian-vector products, forward over reverse: a tape inside a forward accumulator.
struct HVP: DerivativeMethod {
  static let name = "hvp"
  static let parameters = ["primals", "tangents"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    try tangentOptions(&decoder)
  }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    let (names, primals) = (options.primals, try function.primals(options.primals))
    var head: [(name: String, value: ResultTree<Tensor>)] = []
    let products = try (0..<(options.vectors ?? 1)).map { vector in
      let accumulator = try ForwardAccumulator(primals: primals, tangents: function.tangents(names, vector: vector))
      let (outputs, gradient) = try accumulator.recording { try function.gradient(primals) { try function() } }
      if head.isEmpty {
        let gradients = ResultTree.named(names, try function.connected(gradient, like: primals))
        head = [("value", .outputs(outputs)), ("gradient", gradients)]
      }
      let product = gradient.map { $0.flatMap { accumulator.jvp(of: $0) } }
      return ResultTree.named(names, try function.connected(product, like: primals))
    }
    return .object(head + [options.vectors == nil ? ("hvp", products[0]) : ("hvps", .array(products))])
  }
}
