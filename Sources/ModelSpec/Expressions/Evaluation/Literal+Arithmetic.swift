#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Arithmetic between numbers of a formula, before any tensor is involved: Python's, on 64-bit integers and doubles.
///
/// Integers stay integers, so that `x[i + 1]` and `axis=-1` mean what they say; where one would overflow, the result is
/// a double. Division by zero is IEEE's infinity or NaN, as it would be in a tensor.
extension Literal {
  /// The value of `a op b`, or nil where the operator does not apply to these literals.
  static func folding(_ infix: Expression.BinaryOperator, _ a: Literal, _ b: Literal) -> Literal? {
    switch (a, b) {
    case (.bool(let a), .bool(let b)): logic(infix, a, b)
    case (.int(let a), .int(let b)): integer(infix, a, b)
    case (.string(let a), .string(let b)) where infix == .equal: .bool(a == b)
    default: a.double.flatMap { a in b.double.flatMap { b in floating(infix, a, b) } }
    }
  }

  /// The value of a sign before a literal, or nil where it does not apply.
  static func folding(_ sign: Expression.UnaryOperator, _ operand: Literal) -> Literal? {
    switch (sign, operand) {
    case (.plus, .int), (.plus, .float): operand
    case (.minus, .int(let value)): value == .min ? .float(0x1p63) : .int(-value)
    case (.minus, .float(let value)): .float(-value.value)
    case (.not, .bool(let value)): .bool(!value)
    default: nil
    }
  }

  /// The number as a double; nil for what is no number.
  var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value.value
    default: nil
    }
  }

  private static func logic(_ infix: Expression.BinaryOperator, _ a: Bool, _ b: Bool) -> Literal? {
    switch infix {
    case .and: .bool(a && b)
    case .or: .bool(a || b)
    case .equal: .bool(a == b)
    case .notEqual: .bool(a != b)
    default: nil
    }
  }

  private static func integer(_ infix: Expression.BinaryOperator, _ a: Int64, _ b: Int64) -> Literal? {
    switch infix {
    case .add: exact(a.addingReportingOverflow(b)) ?? floating(infix, Double(a), Double(b))
    case .subtract: exact(a.subtractingReportingOverflow(b)) ?? floating(infix, Double(a), Double(b))
    case .multiply: exact(a.multipliedReportingOverflow(by: b)) ?? floating(infix, Double(a), Double(b))
    case .floorDivide: floored(a, b)?.quotient ?? floating(infix, Double(a), Double(b))
    case .remainder: floored(a, b)?.remainder ?? floating(infix, Double(a), Double(b))
    case .power: power(a, b) ?? floating(infix, Double(a), Double(b))
    case .less: .bool(a < b)
    case .lessOrEqual: .bool(a <= b)
    case .greater: .bool(a > b)
    case .greaterOrEqual: .bool(a >= b)
    case .equal: .bool(a == b)
    case .notEqual: .bool(a != b)
    case .divide: floating(infix, Double(a), Double(b))
    case .matrixMultiply, .and, .or: nil
    }
  }

  private static func exact(_ result: (partialValue: Int64, overflow: Bool)) -> Literal? {
    result.overflow ? nil : .int(result.partialValue)
  }

  /// Quotient rounded down and the remainder with the divisor's sign; nil for zero divisors and the one overflow.
  private static func floored(_ a: Int64, _ b: Int64) -> (quotient: Literal, remainder: Literal)? {
    guard b != 0, !(a == .min && b == -1) else { return nil }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    let adjust = remainder != 0 && (remainder < 0) != (b < 0)
    return (.int(adjust ? quotient - 1 : quotient), .int(adjust ? remainder + b : remainder))
  }

  /// Repeated multiplication; nil for negative exponents and on overflow.
  private static func power(_ base: Int64, _ exponent: Int64) -> Literal? {
    guard exponent >= 0 else { return nil }
    guard base.magnitude > 1 else { return .int(exponent == 0 ? 1 : exponent % 2 == 0 ? base * base : base) }
    guard exponent < 64 else { return nil }
    var result: Int64 = 1
    for _ in 0..<exponent {
      let (next, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      result = next
    }
    return .int(result)
  }

  private static func floating(_ infix: Expression.BinaryOperator, _ a: Double, _ b: Double) -> Literal? {
    switch infix {
    case .add: .float(a + b)
    case .subtract: .float(a - b)
    case .multiply: .float(a * b)
    case .divide: .float(a / b)
    case .floorDivide: .float((a / b).rounded(.down))
    case .remainder: .float(remainder(a, b))
    case .power: .float(pow(a, b))
    case .less: .bool(a < b)
    case .lessOrEqual: .bool(a <= b)
    case .greater: .bool(a > b)
    case .greaterOrEqual: .bool(a >= b)
    case .equal: .bool(a == b)
    case .notEqual: .bool(a != b)
    case .matrixMultiply, .and, .or: nil
    }
  }

  /// Python's `%`: the result has the divisor's sign.
  private static func remainder(_ a: Double, _ b: Double) -> Double {
    let truncated = a.truncatingRemainder(dividingBy: b)
    return truncated != 0 && (truncated < 0) != (b < 0) ? truncated + b : truncated
  }
}
