import Autodiff
import JSON
import ModelSpec

/// `jacobian`: the derivative of every output element by every element of the primals, swept by JVPs (a column each) or VJPs (a row
/// each), many in one pass.
struct Jacobian: SweepMethod {
  enum Mode: String, Hashable, Sendable, CaseIterable { case auto, forward, reverse }

  static let name = "jacobian"
  static let parameters = ["primals", "mode"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    MethodOptions(
      primals: try decoder.primals(), mode: try decoder.params.choice("mode", among: Mode.allCases, default: .auto))
  }

  func head(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    .object([("value", .outputs(try function()))])
  }

  func sweeps(_ builder: SweepBuilder, _ options: MethodOptions) throws -> ResultTree<Int> {
    let outputs = try builder.outputTypes()
    let primals = try options.primals.map { try builder.type(of: $0) }
    try builder.expectRoom(outputs, by: primals)
    let mode = options.mode == .auto ? cheaper(outputs, primals) : options.mode
    let trees =
      mode == .forward
      ? try forward(builder, outputs, options.primals) : try reverse(builder, outputs, options.primals)
    return .object([("jacobian", trees.count == 1 ? trees[0] : .array(trees)), ("mode", .text(mode.rawValue))])
  }

  /// A pass for each column, or one for each row: what needs fewer. A reverse pass costs about one and a half forward ones.
  private func cheaper(_ outputs: [TensorType], _ primals: [TensorType]) -> Mode {
    let columns = primals.reduce(0) { $0 + $1.shape.elementCount }
    let rows = outputs.reduce(0) { $0 + $1.shape.elementCount }
    return columns <= rows + rows / 2 ? .forward : .reverse
  }

  private func forward(_ builder: SweepBuilder, _ outputs: [TensorType], _ names: [String]) throws -> [ResultTree<Int>]
  {
    let columns = try names.map { name in
      try builder.sweep(over: builder.type(of: name), .last, like: outputs) { function, tangent in
        let accumulator = try ForwardAccumulator(primals: function.primals([name]), tangents: [tangent])
        let outputs = try accumulator.recording { try function() }
        return outputs.map { accumulator.jvp(of: $0) }
      }
    }
    return outputs.indices.map { output in .object(zip(names, columns).map { ($0, $1[output]) }) }
  }

  private func reverse(_ builder: SweepBuilder, _ outputs: [TensorType], _ names: [String]) throws -> [ResultTree<Int>]
  {
    let primals = try names.map { try builder.type(of: $0) }
    return try outputs.enumerated().map { output, type in
      let rows = try builder.sweep(over: type, .first, like: primals) { function, cotangent in
        let primals = try function.primals(names)
        let tape = GradientTape()
        try tape.watch(primals)
        let outputs = try tape.recording { try function() }
        return try tape.gradients(of: [outputs[output]], primals, outputGradients: [cotangent])
      }
      return .object(zip(names, rows).map { ($0, $1) })
    }
  }
}
