import Kernels

extension Double {
  /// Whether this is the zero of this sign.
  fileprivate func isZero(_ sign: FloatingPointSign) -> Bool { self == 0 && self.sign == sign }
}

/// An operation of two operands whose order does not matter to a single bit.
protocol CommutativeOperation: ElementwiseOperation {}

public struct Add: CommutativeOperation, LinearOperation {
  public static let name = "add"
  public static let arity = 2
  public static let kernel = MapKernel.add
  public init() {}

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let left = tangents[0], let right = tangents[1] else { return tangents[0] ?? tangents[1] }
    return try apply(self, left, right)
  }
  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor { cotangent }
  /// Only −0 changes nothing: x + 0 makes 0 of −0.
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    if operands[1].splat?.isZero(.minus) == true { return operands[0] }
    return operands[0].splat?.isZero(.minus) == true ? operands[1] : nil
  }
}

public struct Sub: ElementwiseOperation, LinearOperation {
  public static let name = "sub"
  public static let arity = 2
  public static let kernel = MapKernel.sub
  public init() {}

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let right = tangents[1] else { return tangents[0] }
    return try tangents[0].map { try apply(self, $0, right) } ?? apply(Neg(), right)
  }
  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    index == 0 ? cotangent : try apply(Neg(), cotangent)
  }
  /// x − 0 is x to the bit; x − −0 is not, where x is −0.
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    operands[1].splat?.isZero(.plus) == true ? operands[0] : nil
  }
}

public struct Neg: ElementwiseOperation, LinearOperation {
  public static let name = "neg"
  public static let kernel = MapKernel.neg
  public init() {}

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(self, cotangent)
  }
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    operands[0].definition(as: Neg.self)?.operands[0]
  }
}

public struct Mul: CommutativeOperation, BilinearOperation {
  public static let name = "mul"
  public static let arity = 2
  public static let kernel = MapKernel.mul
  public init() {}

  /// A zero cotangent stays zero beside a factor that is NaN, as in `SmoothOperation`.
  public func pullback(_ index: Int, _ cotangent: Tensor, other: Tensor) throws -> Tensor {
    try apply(MulNoNan(), other, cotangent)
  }
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    if operands[1].splat == 1 { return operands[0] }
    return operands[0].splat == 1 ? operands[1] : nil
  }
}

/// `x * y`, and 0 where `y` is 0, even if `x` is infinite or NaN there.
public struct MulNoNan: ElementwiseOperation, BilinearOperation {
  public static let name = "mul_no_nan"
  public static let arity = 2
  public static let kernel = MapKernel.mulNoNan
  public init() {}

  public func pullback(_ index: Int, _ cotangent: Tensor, other: Tensor) throws -> Tensor {
    index == 0 ? try apply(self, cotangent, other) : try apply(self, other, cotangent)
  }
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    let (x, y) = (operands[0].splat, operands[1].splat)
    if y == 1 { return operands[0] }
    if let y, y == 0 { return y.isZero(.plus) ? operands[1] : nil }
    // No product of a finite factor needs the care.
    guard x?.isFinite == true || y != nil else { return nil }
    return x == 1 ? operands[1] : try operands[0].tracer?.emit(Mul(), operands, operands[0].type)
  }
}

public struct Div: ElementwiseOperation, SmoothOperation {
  public static let name = "div"
  public static let arity = 2
  public static let kernel = MapKernel.div
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    index == 0 ? try apply(Reciprocal(), operands[1]) : try -(result / operands[1])
  }
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    operands[1].splat == 1 ? operands[0] : nil
  }
}

public struct Reciprocal: ElementwiseOperation, SmoothOperation {
  public static let name = "reciprocal"
  public static let kernel = MapKernel.reciprocal
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try -result.squared()
  }
}

public struct Square: ElementwiseOperation, SmoothOperation {
  public static let name = "square"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.square
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 2 * operands[0]
  }
}
