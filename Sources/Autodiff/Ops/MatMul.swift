import Kernels

/// The product of matrices in the last two axes, of which either may be taken transposed; equal leading axes are batches.
public struct MatMul: BilinearOperation {
  public static let name = "matmul"
  public let transposeA: Bool
  public let transposeB: Bool

  public init(transposeA: Bool = false, transposeB: Bool = false) {
    (self.transposeA, self.transposeB) = (transposeA, transposeB)
  }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 2)
    try expectFloating(operands)
    let (a, b) = (operands[0].shape, operands[1].shape)
    guard operands[0].dtype == operands[1].dtype else { throw mismatch(operands[0], operands[1]) }
    guard a.rank >= 2, b.rank >= 2 else {
      throw AutodiffError(
        .shapeMismatch, "\(name): the operands must have at least 2 axes, not \(a) and \(b)", expected: "rank >= 2",
        actual: "\(a) and \(b)")
    }
    let extents = extents(a, b)
    guard extents.k == extents.otherK, a.dimensions.dropLast(2) == b.dimensions.dropLast(2) else {
      throw AutodiffError(
        .shapeMismatch,
        "\(name): the shapes \(a)\(transposeA ? "ᵀ" : "") and \(b)\(transposeB ? "ᵀ" : "") do not fit: \(extents.k) columns meet \(extents.otherK) rows",
        expected: "\(extents.k)", actual: "\(extents.otherK)")
    }
    return TensorType(operands[0].dtype, try Shape(a.dimensions.dropLast(2) + [extents.m, extents.n]))
  }

  private func extents(_ a: Shape, _ b: Shape) -> (m: Int, k: Int, otherK: Int, n: Int) {
    let (rows, columns) = (a[a.rank - 2], a[a.rank - 1])
    let (otherRows, otherColumns) = (b[b.rank - 2], b[b.rank - 1])
    return (
      transposeA ? columns : rows, transposeA ? rows : columns, transposeB ? otherColumns : otherRows,
      transposeB ? otherRows : otherColumns
    )
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (a, b) = (operands[0].shape, operands[1].shape)
    let extents = extents(a, b)
    let batch = try Shape(Array(a.dimensions.dropLast(2))).elementCount
    guard
      let product = MatrixProduct(
        batch: batch, m: extents.m, n: extents.n, k: extents.k, transposeA: transposeA, transposeB: transposeB)
    else { throw AutodiffError(.limitExceeded, "\(name): \(a) and \(b) are too large for a matrix product") }
    return .product(product)
  }

  public func pullback(_ index: Int, _ cotangent: Tensor, other: Tensor) throws -> Tensor {
    if index == 0 {
      return transposeA
        ? try apply(MatMul(transposeA: transposeB, transposeB: true), other, cotangent)
        : try apply(MatMul(transposeB: !transposeB), cotangent, other)
    }
    return transposeB
      ? try apply(MatMul(transposeA: true, transposeB: transposeA), cotangent, other)
      : try apply(MatMul(transposeA: !transposeA), other, cotangent)
  }

  /// Transposed operands become flags.
  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    let (a, b) = (operands[0].untransposed, operands[1].untransposed)
    guard a != nil || b != nil, let tracer = Tracer.innermost(of: operands) else { return nil }
    let absorbed = MatMul(transposeA: transposeA != (a != nil), transposeB: transposeB != (b != nil))
    let sources = [a ?? operands[0], b ?? operands[1]]
    return try tracer.emit(absorbed, sources, absorbed.resultType(sources.map(\.type)))
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    let k = extents(operands[0].shape, operands[1].shape).k
    return result.shape.elementCount.multipliedSaturated(by: 2 * k)
  }
}

extension Tensor {
  /// The source of a symbolic tensor that is the transpose of its last two axes.
  fileprivate var untransposed: Tensor? {
    guard let (operation, operands) = definition(as: Transpose.self), rank >= 2 else { return nil }
    let swapped = Array(0..<rank - 2) + [rank - 1, rank - 2]
    return operation.permutation == swapped ? operands[0] : nil
  }

  /// The matrix product over the last two axes; leading axes are broadcast as NumPy does.
  public func matmul(_ other: Tensor, transposeA: Bool = false, transposeB: Bool = false) throws -> Tensor {
    let operation = MatMul(transposeA: transposeA, transposeB: transposeB)
    if rank > 2, other.rank == 2, !transposeA, dtype == other.dtype {
      return try foldedMatmul(operation, other)
    }
    guard rank > 2 || other.rank > 2, rank >= 2, other.rank >= 2 else { return try apply(operation, self, other) }
    let (mine, theirs) = (
      try Shape(Array(shape.dimensions.dropLast(2))), try Shape(Array(other.shape.dimensions.dropLast(2)))
    )
    guard let batch = try mine.broadcast(with: theirs) else {
      throw AutodiffError(
        .shapeMismatch, "matmul: the batch shapes \(mine) and \(theirs) cannot be broadcast together",
        expected: "\(mine)", actual: "\(theirs)")
    }
    let a = try broadcast(to: Shape(batch.dimensions + shape.dimensions.suffix(2)))
    let b = try other.broadcast(to: Shape(batch.dimensions + other.shape.dimensions.suffix(2)))
    return try apply(operation, a, b)
  }

  /// A batch of matrices times one matrix is one product of taller matrices.
  private func foldedMatmul(_ operation: MatMul, _ other: Tensor) throws -> Tensor {
    let width = shape[rank - 1]
    let rows = try Shape(Array(shape.dimensions.dropLast())).elementCount
    let product = try apply(operation, reshaped(to: Shape([rows, width])), other)
    return try product.reshaped(to: Shape(shape.dimensions.dropLast() + [product.shape[1]]))
  }
}
