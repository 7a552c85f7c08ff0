import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The inverse of erf on (−1, 1).
public struct Erfinv: ElementwiseOperation, SmoothOperation {
  public static let name = "erfinv"
  public static let kernel = MapKernel.erfinv
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try result.squared().exp() / M_2_SQRTPI
  }
}

/// The quantile of the normal distribution on (0, 1).
public struct Ndtri: ElementwiseOperation, SmoothOperation {
  public static let name = "ndtri"
  public static let kernel = MapKernel.ndtri
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try (2 * Double.pi).squareRoot() * (0.5 * result.squared()).exp()
  }
}

/// The logarithm of the magnitude of the gamma function.
public struct Lgamma: ElementwiseOperation, SmoothOperation {
  public static let name = "lgamma"
  public static let kernel = MapKernel.lgamma
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try operands[0].digamma()
  }
}

/// A function of a family whose members' derivatives are members again: it is computed for its order.
protocol OrderedOperation: SmoothOperation {
  static var kernel: OrderedMapKernel { get }
  var order: Int { get }
}

extension OrderedOperation {
  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    guard order >= 0 else { throw AutodiffError(.badAttribute, "\(name): the order \(order) is negative") }
    return operands[0]
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (count, order) = (result.shape.elementCount, order)
    return .kernel { operands, memory in
      if let x = operands[0] { Self.kernel.run(result.dtype, order: order, x, memory, count: count) }
    }
  }
}

/// The derivative of digamma of the given order.
public struct Polygamma: OrderedOperation {
  public static let name = "polygamma"
  static let kernel = OrderedMapKernel.polygamma
  public let order: Int
  public init(order: Int) { self.order = order }
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try apply(Polygamma(order: order + 1), operands[0])
  }
}

/// `exp(−|x|)` times the modified Bessel function of the first kind of the given order. At 0, where it has a kink, `|x|` counts as constant.
public struct BesselIe: OrderedOperation {
  public static let name = "bessel_ie"
  static let kernel = OrderedMapKernel.besselIe
  public let order: Int
  public init(order: Int) { self.order = order }

  /// I_n' = (I_{n−1} + I_{n+1}) / 2, and I_{−1} = I_1.
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let x = operands[0]
    let above = try apply(BesselIe(order: order + 1), x)
    let slope = order == 0 ? above : try 0.5 * (apply(BesselIe(order: order - 1), x) + above)
    return try slope - x.sign() * result
  }
}

/// The derivative of `sin(πx) / (πx)` of the given order, smooth at 0.
public struct Sinc: OrderedOperation {
  public static let name = "sinc"
  static let kernel = OrderedMapKernel.sincDerivative
  public static let hasBoundedPartials = true
  public let order: Int
  public init(order: Int = 0) { self.order = order }
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try apply(Sinc(order: order + 1), operands[0])
  }
}

extension Tensor {
  public func erfinv() throws -> Tensor { try apply(Erfinv(), self) }
  public func ndtri() throws -> Tensor { try apply(Ndtri(), self) }
  public func lgamma() throws -> Tensor { try apply(Lgamma(), self) }
  public func digamma() throws -> Tensor { try apply(Polygamma(order: 0), self) }
  public func besselI0e() throws -> Tensor { try apply(BesselIe(order: 0), self) }
  public func besselI1e() throws -> Tensor { try apply(BesselIe(order: 1), self) }
  public func sinc() throws -> Tensor { try apply(Sinc(), self) }
}
