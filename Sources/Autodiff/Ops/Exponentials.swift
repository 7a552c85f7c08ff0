import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

public struct Exp: ElementwiseOperation, SmoothOperation {
  public static let name = "exp"
  public static let kernel = MapKernel.exp
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { result }
}

/// `exp(x) - 1`, exact near 0.
public struct Expm1: ElementwiseOperation, SmoothOperation {
  public static let name = "expm1"
  public static let kernel = MapKernel.expm1
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try operands[0].exp() }
}

public struct Exp2: ElementwiseOperation, SmoothOperation {
  public static let name = "exp2"
  public static let kernel = MapKernel.exp2
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { try result * M_LN2 }
}

public struct Log: ElementwiseOperation, SmoothOperation {
  public static let name = "log"
  public static let kernel = MapKernel.log
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try operands[0].reciprocal()
  }
}

/// `log(1 + x)`, exact near 0.
public struct Log1p: ElementwiseOperation, SmoothOperation {
  public static let name = "log1p"
  public static let kernel = MapKernel.log1p
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try (1 + operands[0]).reciprocal()
  }
}

public struct Log2: ElementwiseOperation, SmoothOperation {
  public static let name = "log2"
  public static let kernel = MapKernel.log2
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 1 / (operands[0] * M_LN2)
  }
}

public struct Log10: ElementwiseOperation, SmoothOperation {
  public static let name = "log10"
  public static let kernel = MapKernel.log10
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 1 / (operands[0] * M_LN10)
  }
}

extension Tensor {
  public func exp() throws -> Tensor { try apply(Exp(), self) }
  public func expm1() throws -> Tensor { try apply(Expm1(), self) }
  public func exp2() throws -> Tensor { try apply(Exp2(), self) }
  public func log() throws -> Tensor { try apply(Log(), self) }
  public func log1p() throws -> Tensor { try apply(Log1p(), self) }
  public func log2() throws -> Tensor { try apply(Log2(), self) }
  public func log10() throws -> Tensor { try apply(Log10(), self) }
}
