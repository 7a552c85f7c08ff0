import Autodiff

/// `gradient`: the gradient of one scalar output by a tape.
struct Gradient: DerivativeMethod {
  static let name = "gradient"
  static let parameters = ["primals"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    MethodOptions(primals: try decoder.primals())
  }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    let primals = try function.primals(options.primals)
    let (outputs, gradient) = try function.gradient(primals) { try function() }
    return .object([
      ("value", .outputs(outputs)),
      ("gradient", .named(options.primals, try function.connected(gradient, like: primals))),
    ])
  }
}
