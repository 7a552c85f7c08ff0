import Autodiff

/// `evaluate`: the function's outputs.
struct Evaluate: DerivativeMethod {
  static let name = "evaluate"
  static let parameters = ["primals"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions { MethodOptions() }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    .object([("value", .outputs(try function()))])
  }
}
