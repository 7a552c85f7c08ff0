import Kernels

public struct Sinh: ElementwiseOperation, SmoothOperation {
  public static let name = "sinh"
  public static let kernel = MapKernel.sinh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try operands[0].cosh() }
}

public struct Cosh: ElementwiseOperation, SmoothOperation {
  public static let name = "cosh"
  public static let kernel = MapKernel.cosh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try operands[0].sinh() }
}

public struct Tanh: ElementwiseOperation, SmoothOperation {
  public static let name = "tanh"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.tanh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 1 - result.squared()
  }
}

public struct Asinh: ElementwiseOperation, SmoothOperation {
  public static let name = "asinh"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.asinh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try (1 + operands[0].squared()).rsqrt()
  }
}

public struct Acosh: ElementwiseOperation, SmoothOperation {
  public static let name = "acosh"
  public static let kernel = MapKernel.acosh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try ((operands[0] - 1) * (operands[0] + 1)).rsqrt()
  }
}

public struct Atanh: ElementwiseOperation, SmoothOperation {
  public static let name = "atanh"
  public static let kernel = MapKernel.atanh
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try ((1 - operands[0]) * (1 + operands[0])).reciprocal()
  }
}

extension Tensor {
  public func sinh() throws -> Tensor { try apply(Sinh(), self) }
  public func cosh() throws -> Tensor { try apply(Cosh(), self) }
  public func tanh() throws -> Tensor { try apply(Tanh(), self) }
  public func asinh() throws -> Tensor { try apply(Asinh(), self) }
  public func acosh() throws -> Tensor { try apply(Acosh(), self) }
  public func atanh() throws -> Tensor { try apply(Atanh(), self) }
}
