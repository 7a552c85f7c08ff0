import Autodiff
import JSON

/// `hessian`: all second derivatives of one scalar output, swept by Hessian-vector products, many in one pass.
struct Hessian: SweepMethod {
  static let name = "hessian"
  static let parameters = ["primals"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    MethodOptions(primals: try decoder.primals())
  }

  func head(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    try Gradient(context).differentiate(function, options)
  }

  func sweeps(_ builder: SweepBuilder, _ options: MethodOptions) throws -> ResultTree<Int> {
    let names = options.primals
    let types = try names.map { try builder.type(of: $0) }
    try builder.expectRoom(types, by: types)
    let rows = try zip(names, types).map { name, type in
      let blocks = try builder.sweep(over: type, .first, like: types) { function, tangent in
        let accumulator = try ForwardAccumulator(primals: function.primals([name]), tangents: [tangent])
        let gradient = try accumulator.recording {
          try function.gradient(function.primals(names)) { try function() }.gradient
        }
        return gradient.map { $0.flatMap { accumulator.jvp(of: $0) } }
      }
      return (name: name, value: ResultTree.object(zip(names, blocks).map { ($0, $1) }))
    }
    return .object([("hessian", .object(rows))])
  }
}
