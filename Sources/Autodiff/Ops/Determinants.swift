import Kernels

/// The determinant of square matrices in the last two axes, or the logarithm of its magnitude, which cannot overflow.
/// d log|det A| = tr(A⁻¹ dA); where A has no inverse, derivatives are not finite.
public struct Determinant: TangentOperation {
  public static let name = "determinant"
  public let isLogarithmic: Bool

  public init(isLogarithmic: Bool = false) { self.isLogarithmic = isLogarithmic }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    try expectSquare(operands[0])
    return TensorType(operands[0].dtype, try Shape(Array(operands[0].shape.dimensions.dropLast(2))))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let factorization = try factorization(operands[0])
    return .kernel { operands, memory in
      guard let a = operands[0] else { return }
      try reportingMemory { try factorization.determinant(a, memory, logarithmic: isLogarithmic) }
    }
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let tangent = tangents[0] else { return nil }
    let relative = try apply(Solve(), operands[0], tangent).trace()
    return isLogarithmic ? relative : try result * relative
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    Solve().flops(operands, result)
  }
}

/// The lower factor L of symmetric positive definite matrices A = L Lᵀ in the last two axes, of which the lower triangle is read. NaN where
/// a matrix is not positive definite. dL = L Φ(L⁻¹ dA L⁻ᵀ), where Φ takes the lower triangle and half the diagonal; I. Murray,
/// "Differentiation of the Cholesky decomposition", 2016, section 3.1.
public struct Cholesky: TangentOperation {
  public static let name = "cholesky"
  public init() {}

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    try expectSquare(operands[0])
    return operands[0]
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let factorization = try factorization(operands[0])
    return .kernel { operands, memory in
      if let a = operands[0] { factorization.cholesky(a, memory) }
    }
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let tangent = tangents[0] else { return nil }
    let left = try apply(TriangularSolve(), result, tangent)
    let both = try apply(TriangularSolve(), result, left.matrixTransposed())
    let half = try 0.5 * (both.bandPart(lower: -1, upper: 0) + both - both.bandPart(lower: 0, upper: -1))
    return try result.matmul(half)
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    Solve().flops(operands, result)
  }
}

extension Tensor {
  public func determinant() throws -> Tensor { try apply(Determinant(), self) }
  /// The logarithm of the magnitude of the determinant.
  public func logDeterminant() throws -> Tensor { try apply(Determinant(isLogarithmic: true), self) }

  /// The lower factor of the symmetric part of each matrix in the last two axes, so that a derivative by a matrix is symmetric too.
  public func cholesky() throws -> Tensor {
    try Cholesky().expectSquare(type)
    return try apply(Cholesky(), 0.5 * (self + matrixTransposed()))
  }
}
