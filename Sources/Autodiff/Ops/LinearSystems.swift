import Kernels

/// The solution X of op(A) X = B, where op may transpose. The derivatives are solutions with the same matrix:
/// dX = op(A)⁻¹ (dB − op(dA) X); M. B. Giles, "Collected matrix derivative results", 2008, section 2.3.
public protocol SolveOperation: Operation {
  var isTransposed: Bool { get }
  /// The operation with op(A)ᵀ in place of op(A).
  var adjoint: Self { get }
  /// What of a matrix the operation reads; zero elsewhere.
  func readPart(of matrix: Tensor) throws -> Tensor
}

extension SolveOperation {
  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 2)
    try expectFloating(operands)
    try expectSquare(operands[0])
    let (a, b) = (operands[0].shape.dimensions, operands[1].shape.dimensions)
    guard a.count == b.count, a.dropLast() == b.dropLast(), operands[0].dtype == operands[1].dtype else {
      throw mismatch(operands[0], operands[1])
    }
    return operands[1]
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let moved = tangents[0] else { return try tangents[1].map { try apply(self, operands[0], $0) } }
    let product = try readPart(of: moved).matmul(result, transposeA: isTransposed)
    return try apply(self, operands[0], tangents[1].map { try $0 - product } ?? -product)
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    let right = try apply(adjoint, operands[0], cotangent)
    guard wanted[0] else { return [nil, right] }
    let matrix = try isTransposed ? result.matmul(right, transposeB: true) : right.matmul(result, transposeB: true)
    return [try -readPart(of: matrix), wanted[1] ? right : nil]
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    let order = operands[0].shape.dimensions.last ?? 0
    return order.multipliedSaturated(by: operands[0].shape.elementCount + 2 * result.shape.elementCount)
  }
}

/// The solution of op(A) X = B with a general matrix, by LU factorization with pivoting.
public struct Solve: SolveOperation {
  public static let name = "solve"
  public let isTransposed: Bool

  public init(isTransposed: Bool = false) { self.isTransposed = isTransposed }

  public var adjoint: Solve { Solve(isTransposed: !isTransposed) }
  public func readPart(of matrix: Tensor) throws -> Tensor { matrix }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (factorization, columns) = (try factorization(operands[0]), try columns(result))
    return .kernel { operands, memory in
      guard let a = operands[0], let b = operands[1] else { return }
      try reportingMemory { try factorization.solve(a, b, memory, columns: columns, transposed: isTransposed) }
    }
  }
}

/// The solution of op(A) X = B, where of A one triangle is read.
public struct TriangularSolve: SolveOperation {
  public static let name = "triangular_solve"
  public let isLower: Bool
  public let isTransposed: Bool

  public init(isLower: Bool = true, isTransposed: Bool = false) {
    (self.isLower, self.isTransposed) = (isLower, isTransposed)
  }

  public var adjoint: TriangularSolve { TriangularSolve(isLower: isLower, isTransposed: !isTransposed) }
  public func readPart(of matrix: Tensor) throws -> Tensor {
    try matrix.bandPart(lower: isLower ? -1 : 0, upper: isLower ? 0 : -1)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (factorization, columns) = (try factorization(operands[0]), try columns(result))
    return .kernel { operands, memory in
      guard let a = operands[0], let b = operands[1] else { return }
      factorization.solveTriangular(a, b, memory, columns: columns, lower: isLower, transposed: isTransposed)
    }
  }
}

extension Operation {
  func expectSquare(_ operand: TensorType) throws {
    let dimensions = operand.shape.dimensions
    guard dimensions.count >= 2, dimensions[dimensions.count - 1] == dimensions[dimensions.count - 2] else {
      throw AutodiffError(
        .shapeMismatch, "\(name) takes square matrices, not \(operand)", expected: "[..., n, n]",
        actual: "\(operand.shape)")
    }
  }

  func factorization(_ operand: TensorType) throws -> MatrixFactorization {
    let batch = try Shape(Array(operand.shape.dimensions.dropLast(2))).elementCount
    let order = operand.shape.dimensions.last ?? 0
    guard let factorization = MatrixFactorization(operand.dtype, batch: batch, order: order) else {
      throw tooLarge(operand)
    }
    return factorization
  }

  fileprivate func columns(_ operand: TensorType) throws -> Int32 {
    guard let columns = Int32(exactly: operand.shape.dimensions.last ?? 0) else { throw tooLarge(operand) }
    return columns
  }

  private func tooLarge(_ operand: TensorType) -> AutodiffError {
    AutodiffError(.limitExceeded, "\(name): \(operand) is too large")
  }

  func reportingMemory(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch is MatrixFactorization.OutOfMemory {
      throw AutodiffError(.limitExceeded, "\(name): no memory for the factors of a matrix")
    }
  }
}

extension Tensor {
  /// X with self · X = `right`; batches are broadcast. `right` may be one vector for one matrix. A matrix without inverse gives values that
  /// are not finite.
  public func solve(_ right: Tensor) throws -> Tensor { try solved(Solve(), right) }

  /// As `solve`, reading only the lower or upper triangle of self.
  public func triangularSolve(_ right: Tensor, lower: Bool = true) throws -> Tensor {
    try solved(TriangularSolve(isLower: lower), right)
  }

  /// The inverses of the matrices in the last two axes.
  public func inverse() throws -> Tensor {
    try Solve().expectSquare(type)
    let identity = try zeros(like: self).sum(axes: [-1]) + 1
    return try apply(Solve(), self, identity.stoppingGradient().diagonalMatrix())
  }

  private func solved(_ operation: some SolveOperation, _ right: Tensor) throws -> Tensor {
    if rank == 2, right.rank == 1 {
      return try apply(operation, self, right.expandingDimensions(at: 1)).squeezed(axes: [1])
    }
    guard rank >= 2, right.rank >= 2 else {
      throw AutodiffError(
        .shapeMismatch, "\(operation.name) takes matrices, not \(type) and \(right.type)", expected: "rank >= 2",
        actual: "\(shape) and \(right.shape)")
    }
    let (mine, theirs) = (
      try Shape(Array(shape.dimensions.dropLast(2))), try Shape(Array(right.shape.dimensions.dropLast(2)))
    )
    guard let batch = try mine.broadcast(with: theirs) else { throw operation.mismatch(type, right.type) }
    let a = try broadcast(to: Shape(batch.dimensions + shape.dimensions.suffix(2)))
    return try apply(operation, a, right.broadcast(to: Shape(batch.dimensions + right.shape.dimensions.suffix(2))))
  }
}
