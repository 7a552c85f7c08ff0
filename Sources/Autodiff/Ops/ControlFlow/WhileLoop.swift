/// One variable of a loop after its last turn.
struct WhileLoop: Operation {
  static let name = "while_loop"
  let loop: Loop
  let output: Int

  func resultType(_ operands: [TensorType]) throws -> TensorType { try loop.resultType(operands, output) }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (loop, output) = (loop, output)
    return .interruptible { operands, result, shouldStop in
      try loop.run(tensors(loop.types, copying: operands), shouldStop: shouldStop)[output].copy(to: result)
    }
  }

  func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let floating = loop.types.floatingIndices
    guard let position = floating.firstIndex(of: output) else { return nil }
    let directions = try floating.map { try tangents[$0] ?? zeros(like: operands[$0]) }
    return try apply(
      WhileLoop(loop: loop.withTangents(), output: loop.types.count + position), operands + directions)
  }

  func cotangents(_ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]) throws -> [Tensor?] {
    let seeds = try loop.types.floatingIndices.map { $0 == output ? cotangent : try zeros(like: operands[$0]) }
    return try operands.indices.map { index in
      guard wanted[index], loop.types[index].dtype.isFloating else { return nil }
      return try apply(WhileLoopGradient(loop: loop, wanted: index), operands + seeds)
    }
  }

  /// As if the loop turned once: how often it turns is known when it has.
  func flops(_ operands: [TensorType], _ result: TensorType) -> Int { (try? loop.body.plan.flops) ?? 0 }

  func scratchByteCount(_ operands: [TensorType], _ result: TensorType) -> Int { loop.byteCount }
}

/// The vector-Jacobian product of a loop for one of its variables: g(x, c) = J(x)ᵀ c, where x are the variables at the start and c a
/// cotangent for each floating variable at the end.
///
/// With the loop L'(x, ẋ) = (L(x), J ẋ) at hand, which is a loop too, its derivatives are of the same kind:
/// - along (ẋ, ċ) it changes by Jᵀ ċ + ∂/∂x (cᵀ J ẋ), the pullback of L' by x at the cotangents (ċ, c);
/// - the pullback of u by c is J u, the tangent of the loop; by x it is ∂/∂x (cᵀ J u), the pullback of L' by x at (0, c).
struct WhileLoopGradient: Operation {
  static let name = "while_loop_gradient"
  let loop: Loop
  let wanted: Int

  private var floating: [Int] { loop.types.floatingIndices }

  func resultType(_ operands: [TensorType]) throws -> TensorType {
    try loop.resultType(operands, wanted, more: floating.map { loop.types[$0] })
  }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    guard let position = floating.firstIndex(of: wanted) else {
      throw AutodiffError(.notDifferentiable, "\(name): variable \(wanted) is not floating")
    }
    let (loop, pullback) = (loop, try loop.body.withCotangents())
    return .interruptible { pointers, result, shouldStop in
      let (start, seeds) = try tensors(operands, copying: pointers).split(after: loop.types.count)
      var history: [[Tensor]] = []
      _ = try loop.run(start, shouldStop: shouldStop) { variables in
        history.append(variables)
        try Self.expectRoom(for: history.count, of: loop.types)
      }
      let workspace = Workspace()
      let cotangents = try history.reversed().reduce(seeds) {
        try pullback($1 + $0, in: workspace, shouldStop: shouldStop)
      }
      cotangents[position].copy(to: result)
    }
  }

  /// The most bytes of variables that reverse mode keeps.
  private static let maximumHistoryBytes = 1 << 30

  private static func expectRoom(for turns: Int, of types: [TensorType]) throws {
    guard types.reduce(0, { $0 + $1.byteCount }) <= maximumHistoryBytes / turns else {
      throw AutodiffError(
        .limitExceeded, "while_loop: reverse mode would keep more than \(maximumHistoryBytes) bytes of variables",
        expected: "at most \(maximumHistoryBytes) bytes", actual: "more after \(turns) turns")
    }
  }

  func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let (start, seeds) = operands.split(after: loop.types.count)
    let directions = try floating.map { try tangents[$0] ?? zeros(like: start[$0]) }
    let seedTangents = try seeds.indices.map { try tangents[start.count + $0] ?? zeros(like: seeds[$0]) }
    let augmented = WhileLoopGradient(loop: try loop.withTangents(), wanted: wanted)
    return try apply(augmented, start + directions + seedTangents + seeds)
  }

  func cotangents(_ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]) throws -> [Tensor?] {
    let (start, seeds) = operands.split(after: loop.types.count)
    let directions = try floating.map { $0 == self.wanted ? cotangent : try zeros(like: start[$0]) }
    let augmented = try loop.withTangents()
    let noSeeds = try seeds.map { try zeros(like: $0) }
    return try operands.indices.map { index in
      guard wanted[index], operands[index].dtype.isFloating else { return nil }
      if index >= start.count {
        return try apply(WhileLoop(loop: augmented, output: index), start + directions)
      }
      return try apply(
        WhileLoopGradient(loop: augmented, wanted: index), start + directions + noSeeds + seeds)
    }
  }

  func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    ((try? loop.body.plan.flops) ?? 0).multipliedSaturated(by: 3)
  }

  /// The loop, its pullback, which takes about three times as much, and the variables before each turn, of which there may be as many as
  /// are allowed.
  func scratchByteCount(_ operands: [TensorType], _ result: TensorType) -> Int {
    let history = loop.types.byteCount.multipliedSaturated(by: loop.maximumTurns)
    return loop.byteCount.multipliedSaturated(by: 4).addingSaturated(min(history, Self.maximumHistoryBytes))
  }
}

extension Tensor {
  /// Variable `output` after `variables = body(variables)` was done while `condition(variables)`, a bool scalar, held.
  ///
  /// The functions may use nothing but the variables, whose types stay as they are. Differentiable in every mode and order for any number
  /// of turns; reverse mode keeps the variables of every turn while it runs. Throws `limitExceeded` where the loop does not end within
  /// `maximumTurns`.
  public static func whileLoop(
    _ variables: [Tensor], output: Int = 0, maximumTurns: Int = 100_000, condition: ([Tensor]) throws -> Tensor,
    body: ([Tensor]) throws -> [Tensor]
  ) throws -> Tensor {
    let types = variables.map(\.type)
    let loop = Loop(
      condition: try Subprogram(tracing: types) { [try condition($0)] },
      body: try Subprogram(tracing: types) { try body($0) }, maximumTurns: maximumTurns)
    guard loop.condition.program.outputTypes == [TensorType(.bool, .scalar)] else {
      throw AutodiffError(
        .dtypeMismatch,
        "while_loop: the condition must give a bool scalar, not \(loop.condition.program.outputTypes[0])",
        expected: "bool[]", actual: "\(loop.condition.program.outputTypes[0])")
    }
    guard loop.body.program.outputTypes == types else {
      throw AutodiffError(
        .shapeMismatch, "while_loop: the body makes \(loop.body.program.outputTypes) of \(types)", expected: "\(types)",
        actual: "\(loop.body.program.outputTypes)")
    }
    guard types.indices.contains(output) else {
      throw AutodiffError(
        .badAttribute, "while_loop: there is no variable \(output)", expected: "0 to \(types.count - 1)",
        actual: "\(output)")
    }
    return try apply(WhileLoop(loop: loop, output: output), variables)
  }
}
