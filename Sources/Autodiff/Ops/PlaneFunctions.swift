import Kernels

/// The angle of the point (second operand, first operand) in the plane. Its derivatives at the origin are 0.
public struct Atan2: ElementwiseOperation, SmoothOperation {
  public static let name = "atan2"
  public static let arity = 2
  public static let kernel = MapKernel.atan2
  public init() {}

  /// Divided by the distance twice, since its square may not be a number any more.
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let distance = try operands[0].hypot(operands[1])
    let other = try index == 0 ? operands[1] : -operands[0]
    return try other.dividedNoNan(by: distance).dividedNoNan(by: distance)
  }
}

/// The distance of a point in the plane from the origin, where its derivatives are 0.
public struct Hypot: ElementwiseOperation, SmoothOperation {
  public static let name = "hypot"
  public static let arity = 2
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.hypot
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try operands[index].dividedNoNan(by: result)
  }
}

/// `x / y`, and 0 with derivatives 0 where `y` is 0.
public struct DivNoNan: ElementwiseOperation, SmoothOperation {
  public static let name = "div_no_nan"
  public static let arity = 2
  public static let kernel = MapKernel.divNoNan
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let numerator = index == 0 ? try ones(like: result) : try -result
    return try apply(self, numerator, operands[1])
  }
}

extension Tensor {
  /// The angle of the point (`x`, self).
  public func atan2(_ x: Tensor) throws -> Tensor { try binary(Atan2(), self, x) }
  public func hypot(_ other: Tensor) throws -> Tensor { try binary(Hypot(), self, other) }
  public func dividedNoNan(by divisor: Tensor) throws -> Tensor { try binary(DivNoNan(), self, divisor) }

  /// `log(exp(x) + exp(y))`, without overflow, and right for infinities.
  public func logAddExp(_ other: Tensor) throws -> Tensor {
    let (x, y) = try broadcastTogether(self, other, for: "logaddexp")
    let isFirst = try x.isGreaterOrEqual(to: y)
    let (larger, smaller) = (try Tensor.where(isFirst, x, y), try Tensor.where(isFirst, y, x))
    // Equal infinities have no difference; the larger one is the result.
    let isInfinite = try larger.magnitude().isEqual(to: constant(.infinity, like: larger))
    return try .where(isInfinite, larger, larger + (smaller - larger).softplus())
  }

  /// `x * log(y)`, and 0 with derivatives 0 where `x` is 0.
  public func xlogy(_ y: Tensor) throws -> Tensor { try maskedProduct(y, "xlogy") { try $0.log() } }

  /// `x * log(1 + y)`, and 0 with derivatives 0 where `x` is 0.
  public func xlog1py(_ y: Tensor) throws -> Tensor { try maskedProduct(y, "xlog1py") { try $0.log1p() } }

  private func maskedProduct(_ y: Tensor, _ name: String, _ function: (Tensor) throws -> Tensor) throws -> Tensor {
    let (x, y) = try broadcastTogether(self, y, for: name)
    let zero = try zeros(like: x)
    return try .where(x.isEqual(to: zero), zero, x * function(y))
  }

  /// The sum of tensors that are all of one type.
  public static func sum(of tensors: [Tensor]) throws -> Tensor {
    guard let first = tensors.first else { throw AutodiffError(.operandCount, "add_n takes at least one operand") }
    for tensor in tensors where tensor.type != first.type {
      throw AutodiffError(
        tensor.dtype == first.dtype ? .shapeMismatch : .dtypeMismatch,
        "add_n: \(first.type) and \(tensor.type) do not fit", expected: "\(first.type)", actual: "\(tensor.type)")
    }
    guard tensors.count > 1 else { return try apply(Identity(), first) }
    return try tensors.dropFirst().reduce(first) { try $0 + $1 }
  }
}
