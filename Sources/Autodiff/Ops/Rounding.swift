import Kernels

public struct Sign: ElementwiseOperation, ConstantOperation {
  public static let name = "sign"
  public static let kernel = MapKernel.sign
  public init() {}
}

public struct Floor: ElementwiseOperation, ConstantOperation {
  public static let name = "floor"
  public static let kernel = MapKernel.floor
  public init() {}
}

public struct Ceil: ElementwiseOperation, ConstantOperation {
  public static let name = "ceil"
  public static let kernel = MapKernel.ceil
  public init() {}
}

/// To the nearest integer, halves to the even one.
public struct Round: ElementwiseOperation, ConstantOperation {
  public static let name = "round"
  public static let kernel = MapKernel.round
  public init() {}
}

/// The floor of the quotient.
public struct FloorDiv: ElementwiseOperation, ConstantOperation {
  public static let name = "floordiv"
  public static let arity = 2
  public static let kernel = MapKernel.floordiv
  public init() {}
}

/// The remainder with the sign of the divisor: `x - floor(x / y) * y`.
public struct Mod: ElementwiseOperation, SmoothOperation {
  public static let name = "mod"
  public static let arity = 2
  public static let kernel = MapKernel.mod
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    index == 0 ? try ones(like: operands[0]) : try -apply(FloorDiv(), operands)
  }
}

/// The magnitude; its derivative at 0 is 0.
public struct Abs: ElementwiseOperation, SmoothOperation {
  public static let name = "abs"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.abs
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try operands[0].sign() }
}

extension Tensor {
  public func sign() throws -> Tensor { try apply(Sign(), self) }
  public func floor() throws -> Tensor { try apply(Floor(), self) }
  public func ceil() throws -> Tensor { try apply(Ceil(), self) }
  public func rounded() throws -> Tensor { try apply(Round(), self) }
  public func magnitude() throws -> Tensor { try apply(Abs(), self) }
  public func floorDivided(by other: Tensor) throws -> Tensor { try binary(FloorDiv(), self, other) }
  public static func % (x: Tensor, y: Tensor) throws -> Tensor { try binary(Mod(), x, y) }
}
