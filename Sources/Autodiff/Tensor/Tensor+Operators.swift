// NumPy's operators. Shapes are broadcast; element types must agree. Each throws `shapeMismatch` or `dtypeMismatch` where the
// operands do not fit, so one `try` covers a whole formula.

extension Tensor {
  public static func + (x: Tensor, y: Tensor) throws -> Tensor { try binary(Add(), x, y) }
  public static func - (x: Tensor, y: Tensor) throws -> Tensor { try binary(Sub(), x, y) }
  public static func * (x: Tensor, y: Tensor) throws -> Tensor { try binary(Mul(), x, y) }
  public static func / (x: Tensor, y: Tensor) throws -> Tensor { try binary(Div(), x, y) }
  public static prefix func - (x: Tensor) throws -> Tensor { try apply(Neg(), x) }

  public static func + (x: Tensor, y: Double) throws -> Tensor { try x + constant(y, like: x) }
  public static func - (x: Tensor, y: Double) throws -> Tensor { try x - constant(y, like: x) }
  public static func * (x: Tensor, y: Double) throws -> Tensor { try x * constant(y, like: x) }
  public static func / (x: Tensor, y: Double) throws -> Tensor { try x / constant(y, like: x) }
  public static func + (x: Double, y: Tensor) throws -> Tensor { try constant(x, like: y) + y }
  public static func - (x: Double, y: Tensor) throws -> Tensor { try constant(x, like: y) - y }
  public static func * (x: Double, y: Tensor) throws -> Tensor { try constant(x, like: y) * y }
  public static func / (x: Double, y: Tensor) throws -> Tensor { try constant(x, like: y) / y }

  /// `self ** exponent`; see `Pow` for the edges.
  public func power(_ exponent: Tensor) throws -> Tensor { try binary(Pow(), self, exponent) }
  public func power(_ exponent: Double) throws -> Tensor { try power(constant(exponent, like: self)) }
  public func squared() throws -> Tensor { try apply(Square(), self) }
}

/// Applies an elementwise operation of two operands at their common shape.
func binary(_ operation: some Operation, _ x: Tensor, _ y: Tensor) throws -> Tensor {
  let (x, y) = try broadcastTogether(x, y, for: operation.name)
  return try apply(operation, x, y)
}
