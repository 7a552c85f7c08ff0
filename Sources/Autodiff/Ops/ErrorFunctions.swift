import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

public struct Erf: ElementwiseOperation, SmoothOperation {
  public static let name = "erf"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.erf
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try M_2_SQRTPI * (-operands[0].squared()).exp()
  }
}

public struct Erfc: ElementwiseOperation, SmoothOperation {
  public static let name = "erfc"
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.erfc
  public init() {}
  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try -M_2_SQRTPI * (-operands[0].squared()).exp()
  }
}

extension Tensor {
  public func erf() throws -> Tensor { try apply(Erf(), self) }
  public func erfc() throws -> Tensor { try apply(Erfc(), self) }
}
