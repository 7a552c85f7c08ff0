import Kernels

/// `max(x, 0)`; its derivative at 0 is 0.
public struct Relu: ElementwiseOperation, SmoothOperation {
  public static let name = "relu"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.relu
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try operands[0].isGreater(than: zeros(like: operands[0])).cast(to: result.dtype)
  }
}

/// `1 / (1 + exp(-x))`.
public struct Sigmoid: ElementwiseOperation, SmoothOperation {
  public static let name = "sigmoid"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.sigmoid
  public init() {}

  /// σ(x) σ(−x): the factor near 1 − σ(x) keeps its digits where σ(x) rounds to 1.
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try result * (-operands[0]).sigmoid()
  }
}

/// `log(1 + exp(x))`, without overflow.
public struct Softplus: ElementwiseOperation, SmoothOperation {
  public static let name = "softplus"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.softplus
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try operands[0].sigmoid()
  }
}

extension Tensor {
  public func relu() throws -> Tensor { try apply(Relu(), self) }
  public func sigmoid() throws -> Tensor { try apply(Sigmoid(), self) }
  public func softplus() throws -> Tensor { try apply(Softplus(), self) }
}
