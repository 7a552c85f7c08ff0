/// The one or the other of two functions of the same arguments, as a bool scalar says. Only the branch taken is computed, and only
/// it has a derivative.
struct Conditional: Operation {
  static let name = "cond"
  let then: Subprogram
  let otherwise: Subprogram

  func resultType(_ operands: [TensorType]) throws -> TensorType {
    guard operands.first == TensorType(.bool, .scalar) else {
      throw AutodiffError(
        .dtypeMismatch,
        "\(name): the condition must be a bool scalar, not \(operands.first.map { "\($0)" } ?? "missing")",
        expected: "bool[]", actual: operands.first.map { "\($0)" })
    }
    try then.program.expectInputs(Array(operands.dropFirst()))
    return then.program.outputTypes[0]
  }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (then, otherwise, types) = (self.then, self.otherwise, Array(operands.dropFirst()))
    return .interruptible { operands, result, shouldStop in
      let isTrue = operands[0]?.load(as: UInt8.self) != 0
      let arguments = try tensors(types, copying: operands + 1)
      try (isTrue ? then : otherwise)(arguments, in: Workspace(), shouldStop: shouldStop)[0].copy(to: result)
    }
  }

  func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let arguments = Array(operands.dropFirst())
    let floating = arguments.map(\.type).floatingIndices
    let directions = try floating.map { try tangents[$0 + 1] ?? zeros(like: arguments[$0]) }
    let branches = Conditional(
      then: try then.withTangents().keeping(output: 1), otherwise: try otherwise.withTangents().keeping(output: 1))
    return try apply(branches, operands + directions)
  }

  func cotangents(_ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]) throws -> [Tensor?] {
    let floating = operands.dropFirst().map(\.type).floatingIndices
    let (thenPullback, otherPullback) = (try then.withCotangents(), try otherwise.withCotangents())
    return try operands.indices.map { index in
      guard wanted[index], let position = floating.firstIndex(of: index - 1) else { return nil }
      let branches = Conditional(
        then: try thenPullback.keeping(output: position), otherwise: try otherPullback.keeping(output: position))
      return try apply(branches, operands + [cotangent])
    }
  }

  /// The costlier branch.
  func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    max((try? then.plan.flops) ?? 0, (try? otherwise.plan.flops) ?? 0)
  }

  /// The larger branch and copies of its arguments.
  func scratchByteCount(_ operands: [TensorType], _ result: TensorType) -> Int {
    let branches = max((try? then.plan.byteCount) ?? 0, (try? otherwise.plan.byteCount) ?? 0)
    return branches.addingSaturated(operands.byteCount)
  }
}

extension Subprogram {
  /// The program with one of its outputs alone.
  fileprivate func keeping(output: Int) throws -> Subprogram {
    try Subprogram(tracing: program.inputTypes) { [try program.evaluate($0)[output]] }
  }
}

extension Tensor {
  /// `then(arguments)` where the bool scalar `condition` is true, `otherwise(arguments)` where it is false.
  ///
  /// The functions may use nothing but their arguments, and both must give one tensor of the same type. Only the branch taken is
  /// computed; the derivative is that branch's.
  public static func cond(
    _ condition: Tensor, _ arguments: [Tensor], then: ([Tensor]) throws -> Tensor,
    otherwise: ([Tensor]) throws -> Tensor
  ) throws -> Tensor {
    let types = arguments.map(\.type)
    let first = try Subprogram(tracing: types) { [try then($0)] }
    let second = try Subprogram(tracing: types) { [try otherwise($0)] }
    guard first.program.outputTypes == second.program.outputTypes else {
      throw AutodiffError(
        .shapeMismatch, "cond: the branches give \(first.program.outputTypes[0]) and \(second.program.outputTypes[0])",
        expected: "\(first.program.outputTypes[0])", actual: "\(second.program.outputTypes[0])")
    }
    return try apply(Conditional(then: first, otherwise: second), [condition] + arguments)
  }
}
