import COpenBLAS

/// The product of row-major matrices, or of `batch` pairs of them: result = op(a) · op(b), of shape [batch, m, n].
public struct MatrixProduct: Sendable {
  public let batch: Int
  public let m: Int
  public let n: Int
  public let k: Int
  public let transposeA: Bool
  public let transposeB: Bool
  /// Whether one matrix is the first (second) factor of every product of the batch.
  public var sharesA = false
  public var sharesB = false

  /// Nil where an extent is beyond what BLAS can count (2^31 − 1).
  public init?(batch: Int, m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool) {
    guard max(m, n, k) <= Int(Int32.max) else { return nil }
    (self.batch, self.m, self.n, self.k) = (batch, m, n, k)
    (self.transposeA, self.transposeB) = (transposeA, transposeB)
  }

  /// Writes the products to `result`, or adds them to it where `accumulating`.
  public func run(
    _ dtype: DType, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ result: UnsafeMutableRawPointer,
    accumulating: Bool = false
  ) {
    guard m > 0, n > 0 else { return }
    for index in 0..<batch {
      let a = sharesA ? a : a + index * m * k * dtype.size
      let b = sharesB ? b : b + index * k * n * dtype.size
      multiply(dtype, a, b, result + index * m * n * dtype.size, accumulating ? 1 : 0)
    }
  }

  private func multiply(
    _ dtype: DType, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, _ beta: Double
  ) {
    guard k > 0 else {
      if beta == 0 { c.initializeMemory(as: UInt8.self, repeating: 0, count: m * n * dtype.size) }
      return
    }
    let (ta, tb) = (transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans)
    let (lda, ldb) = (Int32(transposeA ? m : k), Int32(transposeB ? k : n))
    BLAS.call {
      if dtype == .float64 {
        cblas_dgemm(
          CblasRowMajor, ta, tb, Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Double.self), lda,
          b.assumingMemoryBound(to: Double.self), ldb, beta, c.assumingMemoryBound(to: Double.self), Int32(n))
      } else {
        cblas_sgemm(
          CblasRowMajor, ta, tb, Int32(m), Int32(n), Int32(k), 1, a.assumingMemoryBound(to: Float.self), lda,
          b.assumingMemoryBound(to: Float.self), ldb, Float(beta), c.assumingMemoryBound(to: Float.self), Int32(n))
      }
    }
  }
}
