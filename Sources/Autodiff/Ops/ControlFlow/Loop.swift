/// A loop: while `condition(variables)` holds, `variables = body(variables)`.
struct Loop: Hashable, Sendable {
  let condition: Subprogram
  let body: Subprogram
  let maximumTurns: Int

  var types: [TensorType] { body.program.inputTypes }

  /// Runs the loop, showing the variables before each turn to `visit`. Throws `limitExceeded` after `maximumTurns`.
  func run(
    _ start: [Tensor], shouldStop: () -> Bool, visit: ([Tensor]) throws -> Void = { _ in }
  ) throws -> [Tensor] {
    let (conditionSpace, bodySpace) = (Workspace(), Workspace())
    var variables = start
    var turns = 0
    while try condition(variables, in: conditionSpace, shouldStop: shouldStop)[0].elements(as: Bool.self)?.first == true
    {
      turns += 1
      guard turns <= maximumTurns else {
        throw AutodiffError(
          .limitExceeded, "while_loop: the loop does not end within \(maximumTurns) turns",
          expected: "at most \(maximumTurns) turns", actual: "more")
      }
      try visit(variables)
      variables = try body(variables, in: bodySpace, shouldStop: shouldStop)
    }
    return variables
  }

  /// Bytes that a run takes: both programs, and the variables before and after a turn.
  var byteCount: Int {
    let programs = ((try? condition.plan.byteCount) ?? 0).addingSaturated((try? body.plan.byteCount) ?? 0)
    return programs.addingSaturated(types.byteCount.multipliedSaturated(by: 2))
  }

  /// The loop beside its Jacobian-vector product: its variables are those of the loop and a tangent for each floating one. It turns as
  /// often.
  func withTangents() throws -> Loop {
    let (count, floating) = (types.count, types.floatingIndices)
    let condition = try Subprogram(tracing: types + floating.map { types[$0] }) { inputs in
      try self.condition.program.evaluate(Array(inputs.prefix(count)))
    }
    return Loop(condition: condition, body: try body.withTangents(), maximumTurns: maximumTurns)
  }

  /// The type of variable `index`, if the operands are of the variables' types (behind which `more` may follow).
  func resultType(_ operands: [TensorType], _ index: Int, more: [TensorType] = []) throws -> TensorType {
    guard operands == types + more else {
      throw AutodiffError(
        .shapeMismatch, "while_loop: the operands are \(operands), not \(types + more)", expected: "\(types + more)",
        actual: "\(operands)")
    }
    return types[index]
  }
}
