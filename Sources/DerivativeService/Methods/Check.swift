import Autodiff
import JSON
import ModelSpec

/// `check`: the derivatives of the orders 1 and 2 against central differences in float64, and the modes against each other.
struct Check: PlannedMethod {
  static let name = "check"
  static let parameters = ["primals", "tangents"]
  let context: MethodContext

  /// The function in float64.
  struct Compiled: CachedCall {
    let program: Program
    let flops: Int
    let primals: [Int]
    /// The places of the tangents' values among the bindings.
    let tangents: [Int]

    var footprint: Int { program.footprint }
  }

  /// Evaluations of the function that a check takes, by order of magnitude.
  private static let evaluations = 300

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    guard decoder.params.given("tangents") != nil else { return MethodOptions(primals: try decoder.primals()) }
    let options = try tangentOptions(&decoder)
    guard options.vectors == nil else {
      throw SpecError(
        .invalidValue, at: "\(decoder.params.place).tangents", "check takes one vector of tangents",
        expected: "an object", actual: "an array")
    }
    return options
  }

  func compile(_ decoder: RequestDecoder, _ options: MethodOptions) throws -> Compiled {
    let roles = decoder.bindings.roles
    let types = decoder.bindings.tensors.map { $0.type.doubled }
    let program = try Program.trace(types) { placeholders in
      try TracedFunction(decoder, placeholders, dtype: .float64)()
    }
    let plan = try Plan(program)
    try plan.expect(atMost: context.limits.planBytes)
    return Compiled(
      program: program, flops: plan.flops,
      primals: options.primals.compactMap { roles.firstIndex(of: .input($0)) },
      tangents: options.primals.compactMap { roles.firstIndex(of: .tangent(of: $0, vector: 0)) })
  }

  func prepared(_ compiled: Compiled, _ bindings: Bindings, _ common: CommonParameters) -> PreparedCall {
    let (inputs, deadline) = (bindings.tensors, common.deadline)
    return PreparedCall(
      flops: compiled.flops.multipliedSaturated(by: Self.evaluations),
      byteCount: inputs.reduce(0) { $0 + 2 * $1.type.byteCount },
      deadline: deadline
    ) { [allowance = context.limits.allowance] workspace, shouldStop, writer in
      let check = try allowance.granting {
        try compiled.check(inputs) {
          workspace.stepDone?(compiled.flops)
          return shouldStop()
        }
      }
      try check.tree.write(to: &writer) { _, _ in }
    }
  }
}

extension Check.Compiled {
  /// Along random directions, and along the tangents where they are given.
  fileprivate func check(_ inputs: [Tensor], _ shouldStop: () -> Bool) throws -> [GradientCheck] {
    let inputs = try inputs.map { $0.dtype.isFloating ? try $0.cast(to: .float64) : $0 }
    let point = primals.map { inputs[$0] }
    func function(_ values: [Tensor]) throws -> [Tensor] {
      if shouldStop() { throw AutodiffError(.deadlineExceeded, "the check was stopped") }
      var moved = inputs
      for (index, value) in zip(primals, values) { moved[index] = value }
      return try program.evaluate(moved)
    }
    let random = try checkGradients(of: function, at: point)
    guard !tangents.isEmpty else { return [random] }
    let line = try checkGradients(
      of: { step in try function(zip(point, tangents).map { try $0 + step * inputs[$1] }) }, at: Tensor(0.0))
    return [random, line]
  }
}

extension [GradientCheck] {
  fileprivate var tree: ResultTree<Never> {
    let checks = flatMap { part in
      part.checks.map { check -> ResultTree<Never> in
        .object([
          ("function", .text(check.function)), ("law", .text(check.law.rawValue)),
          ("relative_error", .number(check.relativeError)), ("passed", .flag(check.relativeError <= part.tolerance)),
        ])
      }
    }
    return .object([
      ("passed", .flag(allSatisfy(\.holds))),
      ("max_relative_error", .number(map(\.maximumRelativeError).max() ?? 0)), ("checks", .array(checks)),
    ])
  }
}

extension TensorType {
  /// The type in float64, where it is floating.
  fileprivate var doubled: TensorType { dtype.isFloating ? TensorType(.float64, shape) : self }
}
