import Kernels

/// `x ** y`. The partial by `x` is 0 where `y` is 0; the one by `y` takes `log x` only where `x > 0`, and 0 elsewhere. So `x ** 2` at 0,
/// `0 ** y` and negative bases with integer exponents have the right derivatives of every order.
public struct Pow: ElementwiseOperation, SmoothOperation {
  public static let name = "pow"
  public static let arity = 2
  public static let kernel = MapKernel.pow
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let (x, y) = (operands[0], operands[1])
    if index == 0 {
      return try apply(MulNoNan(), x.power(y - 1), y)
    }
    let one = try ones(like: x)
    return try apply(MulNoNan(), result, Tensor.where(x.isGreater(than: zeros(like: x)), x, one).log())
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    let x = operands[0]
    switch operands[1].splat {
    case 1: return x
    case 2: return try x.tracer?.emit(Square(), [x], x.type)
    default: return nil
    }
  }
}

public struct Sqrt: ElementwiseOperation, SmoothOperation {
  public static let name = "sqrt"
  public static let kernel = MapKernel.sqrt
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 0.5 / result
  }
}

public struct Rsqrt: ElementwiseOperation, SmoothOperation {
  public static let name = "rsqrt"
  public static let kernel = MapKernel.rsqrt
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try -0.5 * result / operands[0]
  }
}

extension Tensor {
  public func sqrt() throws -> Tensor { try apply(Sqrt(), self) }
  public func rsqrt() throws -> Tensor { try apply(Rsqrt(), self) }
  public func reciprocal() throws -> Tensor { try apply(Reciprocal(), self) }
}
