import Autodiff

/// Operators. Numbers among themselves are Python's; as soon as a tensor is there, the operation of the catalogue.
extension ExpressionEvaluator {
  func apply(_ sign: Expression.UnaryOperator, _ operand: ExpressionValue) throws -> ExpressionValue {
    if case .literal(let literal) = operand {
      if let folded = Literal.folding(sign, literal) { return .literal(folded) }
      throw notApplicable(sign.rawValue, [operand])
    }
    let tensor = try maker.tensor(operand)
    switch sign {
    case .plus: return .tensor(tensor)
    case .minus: return .tensor(try OperationTable.apply("neg", [arithmetic(tensor)], [:]))
    case .not: return .tensor(try OperationTable.apply("logical_not", [tensor], [:]))
    }
  }

  func apply(
    _ infix: Expression.BinaryOperator, _ a: ExpressionValue, _ b: ExpressionValue
  ) throws -> ExpressionValue {
    if case .literal(let a) = a, case .literal(let b) = b {
      if let folded = Literal.folding(infix, a, b) { return .literal(folded) }
      throw notApplicable(infix.rawValue, [.literal(a), .literal(b)])
    }
    let (x, y) = try together(a, b)
    switch infix {
    case .and, .or: return .tensor(try OperationTable.apply(infix.operation, [x, y], [:]))
    case .matrixMultiply: return .tensor(try matrixProduct(arithmetic(x), arithmetic(y)))
    default: return .tensor(try OperationTable.apply(infix.operation, [arithmetic(x), arithmetic(y)], [:]))
    }
  }

  private func notApplicable(_ symbol: String, _ operands: [ExpressionValue]) -> AutodiffError {
    let kinds = operands.map(\.kindName).joined(separator: " and ")
    return AutodiffError(
      .dtypeMismatch, "\(quoted(symbol)) does not apply to \(kinds)", expected: "numbers or tensors", actual: kinds)
  }

  /// Both values as tensors; a number takes the type of the other where that is floating.
  private func together(_ a: ExpressionValue, _ b: ExpressionValue) throws -> (Tensor, Tensor) {
    switch (a, b) {
    case (.tensor(let x), _): (x, try maker.tensor(b, x.dtype))
    case (_, .tensor(let y)): (try maker.tensor(a, y.dtype), y)
    default: (try maker.tensor(a), try maker.tensor(b))
    }
  }

  /// Conditions and integers count as numbers in arithmetic, as they do in NumPy.
  func arithmetic(_ x: Tensor) throws -> Tensor {
    x.dtype.isFloating ? x : try x.cast(to: maker.dtype)
  }

  /// NumPy's `@`: a vector on the left is a row, on the right a column, and the axis it gained goes again.
  func matrixProduct(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    guard a.rank > 0, b.rank > 0 else {
      throw AutodiffError(
        .shapeMismatch, "\"@\" takes vectors and matrices, not the shapes \(a.shape) and \(b.shape)",
        expected: "at least 1 axis each", actual: "\(a.shape) and \(b.shape)")
    }
    guard a.shape.dimensions.last == b.shape.dimensions[max(b.rank - 2, 0)] else {
      throw AutodiffError(
        .shapeMismatch, "\"@\": the shapes \(a.shape) and \(b.shape) do not fit",
        expected: "\(a.shape.dimensions.last ?? 0) rows", actual: "\(b.shape.dimensions[max(b.rank - 2, 0)]) rows")
    }
    let left = a.rank == 1 ? try a.expandingDimensions(at: 0) : a
    let right = b.rank == 1 ? try b.expandingDimensions(at: 1) : b
    let product = try left.matmul(right)
    var kept = product.shape.dimensions
    if b.rank == 1 { kept.removeLast() }
    if a.rank == 1 { kept.remove(at: kept.count - (b.rank == 1 ? 1 : 2)) }
    return try product.reshaped(to: Shape(kept))
  }
}

extension Expression.BinaryOperator {
  /// The operation of the catalogue that the operator stands for.
  var operation: String {
    switch self {
    case .add: "add"
    case .subtract: "sub"
    case .multiply: "mul"
    case .divide: "div"
    case .floorDivide: "floordiv"
    case .remainder: "mod"
    case .matrixMultiply: "matmul"
    case .power: "pow"
    case .less: "less"
    case .lessOrEqual: "less_equal"
    case .greater: "greater"
    case .greaterOrEqual: "greater_equal"
    case .equal: "equal"
    case .notEqual: "not_equal"
    case .and: "logical_and"
    case .or: "logical_or"
    }
  }
}
