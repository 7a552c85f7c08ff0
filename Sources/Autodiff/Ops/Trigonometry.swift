import Kernels

public struct Sin: ElementwiseOperation, SmoothOperation {
  public static let name = "sin"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.sin
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try operands[0].cos() }
}

public struct Cos: ElementwiseOperation, SmoothOperation {
  public static let name = "cos"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.cos
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try -operands[0].sin() }
}

public struct Tan: ElementwiseOperation, SmoothOperation {
  public static let name = "tan"
  public static let kernel = MapKernel.tan
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 1 + result.squared()
  }
}

public struct Asin: ElementwiseOperation, SmoothOperation {
  public static let name = "asin"
  public static let kernel = MapKernel.asin
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try ((1 - operands[0]) * (1 + operands[0])).rsqrt()
  }
}

public struct Acos: ElementwiseOperation, SmoothOperation {
  public static let name = "acos"
  public static let kernel = MapKernel.acos
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try -((1 - operands[0]) * (1 + operands[0])).rsqrt()
  }
}

public struct Atan: ElementwiseOperation, SmoothOperation {
  public static let name = "atan"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.atan
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try (1 + operands[0].squared()).reciprocal()
  }
}

extension Tensor {
  public func sin() throws -> Tensor { try apply(Sin(), self) }
  public func cos() throws -> Tensor { try apply(Cos(), self) }
  public func tan() throws -> Tensor { try apply(Tan(), self) }
  public func asin() throws -> Tensor { try apply(Asin(), self) }
  public func acos() throws -> Tensor { try apply(Acos(), self) }
  public func atan() throws -> Tensor { try apply(Atan(), self) }
}
