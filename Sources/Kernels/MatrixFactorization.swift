import COpenBLAS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Solving with and factorizing `batch` square row-major matrices of one order.
///
/// A matrix that has no factorization gives NaN or infinities for its own part of the result; the others are as they would be alone.
public struct MatrixFactorization: Sendable {
  /// There was no memory for a copy of a matrix.
  public struct OutOfMemory: Error {}

  private let dtype: DType
  private let batch: Int
  private let order: Int
  private let blasOrder: Int32

  /// Nil where the order is beyond what LAPACK can count.
  public init?(_ dtype: DType, batch: Int, order: Int) {
    guard let blasOrder = Int32(exactly: order) else { return nil }
    (self.dtype, self.batch, self.order, self.blasOrder) = (dtype, batch, order, blasOrder)
  }

  /// Solves `op(a) x = b` for matrices `b` of shape `[order, columns]`.
  public func solve(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ x: UnsafeMutableRawPointer, columns: Int32, transposed: Bool
  ) throws {
    if dtype == .float64 {
      try solve(Double.self, a, b, x, columns, transposed)
    } else {
      try solve(Float.self, a, b, x, columns, transposed)
    }
  }

  /// As `solve`, for matrices `a` of which only one triangle is read.
  public func solveTriangular(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ x: UnsafeMutableRawPointer, columns: Int32, lower: Bool,
    transposed: Bool
  ) {
    if dtype == .float64 {
      solveTriangular(Double.self, a, b, x, columns, lower, transposed)
    } else {
      solveTriangular(Float.self, a, b, x, columns, lower, transposed)
    }
  }

  /// Writes the determinants, or the logarithms of their magnitudes.
  public func determinant(_ a: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, logarithmic: Bool) throws {
    if dtype == .float64 {
      try determinant(Double.self, a, result) { logarithmic ? $0.logarithmicDeterminant : $0.determinant }
    } else {
      try determinant(Float.self, a, result) {
        logarithmic ? Float($0.logarithmicDeterminant) : $0.determinant
      }
    }
  }

  /// Writes the lower factor of each symmetric matrix, of which only the lower triangle is read.
  public func cholesky(_ a: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    if dtype == .float64 { cholesky(Double.self, a, result) } else { cholesky(Float.self, a, result) }
  }
}

extension MatrixFactorization {
  private func solve<T: LinearAlgebraElement>(
    _: T.Type, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ x: UnsafeMutableRawPointer, _ columns: Int32,
    _ transposed: Bool
  ) throws {
    guard order > 0, columns > 0 else { return }
    let (width, size) = (Int(columns), order * Int(columns))
    let (a, b, x) = (
      a.assumingMemoryBound(to: T.self), b.assumingMemoryBound(to: T.self), x.assumingMemoryBound(to: T.self)
    )
    for matrix in 0..<batch {
      let solution = x + matrix * size
      solution.update(from: b + matrix * size, count: size)
      try withLU(a + matrix * order * order) { $0.solve(solution, width, columns, transposed: transposed) }
    }
  }

  private func solveTriangular<T: LinearAlgebraElement>(
    _: T.Type, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ x: UnsafeMutableRawPointer, _ columns: Int32,
    _ lower: Bool, _ transposed: Bool
  ) {
    guard order > 0, columns > 0 else { return }
    let size = order * Int(columns)
    let (a, b, x) = (
      a.assumingMemoryBound(to: T.self), b.assumingMemoryBound(to: T.self), x.assumingMemoryBound(to: T.self)
    )
    x.update(from: b, count: batch * size)
    let system = TriangularSystem(
      triangle: lower ? CblasLower : CblasUpper, transposition: transposed ? CblasTrans : CblasNoTrans,
      rows: blasOrder, columns: columns, order: blasOrder)
    for matrix in 0..<batch { T.solveTriangular(system, a + matrix * order * order, x + matrix * size) }
  }

  private func determinant<T: LinearAlgebraElement>(
    _: T.Type, _ a: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, _ value: (LUFactors<T>) -> T
  ) throws {
    let (a, result) = (a.assumingMemoryBound(to: T.self), result.assumingMemoryBound(to: T.self))
    for matrix in 0..<batch {
      result[matrix] = try withLU(a + matrix * order * order, value)
    }
  }

  private func cholesky<T: LinearAlgebraElement>(_: T.Type, _ a: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    guard order > 0 else { return }
    let (a, result) = (a.assumingMemoryBound(to: T.self), result.assumingMemoryBound(to: T.self))
    result.update(from: a, count: batch * order * order)
    for matrix in 0..<batch {
      let factor = result + matrix * order * order
      guard T.factorizeCholesky(blasOrder, factor) else {
        factor.update(repeating: .nan, count: order * order)
        continue
      }
      for row in 0..<order {
        (factor + row * order + row + 1).update(repeating: 0, count: order - row - 1)
      }
    }
  }

  private func withLU<T: LinearAlgebraElement, R>(_ a: UnsafePointer<T>, _ body: (LUFactors<T>) -> R) throws -> R {
    let bytes = order * order * MemoryLayout<T>.stride
    guard let memory = allocateAligned(byteCount: bytes + order * MemoryLayout<Int32>.stride) else {
      throw OutOfMemory()
    }
    defer { releaseAligned(memory) }
    let factors = memory.bindMemory(to: T.self, capacity: order * order)
    let pivots = (memory + bytes).bindMemory(to: Int32.self, capacity: order)
    factors.update(from: a, count: order * order)
    if order > 0 { T.factorizeLU(blasOrder, factors, pivots) }
    return body(LUFactors(order: order, blasOrder: blasOrder, factors: factors, pivots: pivots))
  }
}

/// The factors of a row-major matrix A. LAPACK sees it as M = Aᵀ = P L U; a row-major X is the column-major Xᵀ to it, so that A X = B is
/// Xᵀ M = Bᵀ, which is solved from the right.
private struct LUFactors<T: LinearAlgebraElement> {
  let order: Int
  let blasOrder: Int32
  let factors: UnsafeMutablePointer<T>
  let pivots: UnsafeMutablePointer<Int32>

  func solve(_ x: UnsafeMutablePointer<T>, _ width: Int, _ columns: Int32, transposed: Bool) {
    if transposed {
      for row in 0..<order { swapRows(x, row, width) }
      T.solveTriangular(system(CblasLower, CblasTrans, CblasUnit, columns), factors, x)
      T.solveTriangular(system(CblasUpper, CblasTrans, CblasNonUnit, columns), factors, x)
    } else {
      T.solveTriangular(system(CblasUpper, CblasNoTrans, CblasNonUnit, columns), factors, x)
      T.solveTriangular(system(CblasLower, CblasNoTrans, CblasUnit, columns), factors, x)
      for row in (0..<order).reversed() { swapRows(x, row, width) }
    }
  }

  private func system(
    _ triangle: CBLAS_UPLO, _ transposition: CBLAS_TRANSPOSE, _ diagonal: CBLAS_DIAG, _ columns: Int32
  ) -> TriangularSystem {
    TriangularSystem(
      layout: CblasColMajor, side: CblasRight, triangle: triangle, transposition: transposition, diagonal: diagonal,
      rows: columns, columns: blasOrder, order: blasOrder)
  }

  private func swapRows(_ x: UnsafeMutablePointer<T>, _ row: Int, _ width: Int) {
    let other = Int(pivots[row]) - 1
    guard other != row else { return }
    for column in 0..<width {
      (x[row * width + column], x[other * width + column]) = (x[other * width + column], x[row * width + column])
    }
  }

  var determinant: T {
    (0..<order).reduce(1) { $0 * factors[$1 * order + $1] * (Int(pivots[$1]) - 1 == $1 ? 1 : -1) }
  }

  var logarithmicDeterminant: Double {
    (0..<order).reduce(0) { $0 + log(abs(Double(factors[$1 * order + $1]))) }
  }
}
