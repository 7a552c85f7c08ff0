import COpenBLAS
import CVectorMath

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

  /// Multiplications that take some ten milliseconds: after so many `shouldStop` is asked.
  private static let uninterrupted = 1 << 29
  /// Up to so many multiplications, measured, the loops for small products are at least as fast as BLAS.
  private static let smallMultiplications = 1 << 15

  /// Writes the products to `result`, or adds them to it where `accumulating`; whether that came to its end before
  /// `shouldStop` said so.
  @discardableResult
  public func run(
    _ dtype: DType, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ result: UnsafeMutableRawPointer,
    accumulating: Bool = false, shouldStop: () -> Bool = { false }
  ) -> Bool {
    guard m > 0, n > 0 else { return true }
    if let folded {
      let (a, b) = folded.isSwapped ? (b, a) : (a, b)
      return folded.product.run(dtype, a, b, result, accumulating: accumulating, shouldStop: shouldStop)
    }
    let block = block
    var multiplications = 0
    for index in 0..<batch {
      let a = sharesA ? a : a + index * m * k * dtype.size
      let b = sharesB ? b : b + index * k * n * dtype.size
      let c = result + index * m * n * dtype.size
      for row in stride(from: 0, to: m, by: block.rows) {
        for column in stride(from: 0, to: n, by: block.columns) {
          let (rows, columns) = (min(block.rows, m - row), min(block.columns, n - column))
          multiply(
            dtype, a + row * (transposeA ? 1 : k) * dtype.size, b + column * (transposeB ? k : 1) * dtype.size,
            c + (row * n + column) * dtype.size, accumulating ? 1 : 0, rows: rows, columns: columns)
          multiplications += rows * columns * k
          guard multiplications >= MatrixProduct.uninterrupted else { continue }
          if shouldStop() { return false }
          multiplications = 0
        }
      }
    }
    return true
  }

  /// One product that is the whole batch: rows below rows times the second factor that they share, or, transposed, columns that share the
  /// first. Nil where there is none; `isSwapped` where the factors have changed places.
  private var folded: (product: MatrixProduct, isSwapped: Bool)? {
    guard batch > 1, batch <= Int(Int32.max), sharesA != sharesB else { return nil }
    if sharesB, !transposeA || m == 1 {
      return MatrixProduct(batch: 1, m: batch * m, n: n, k: k, transposeA: false, transposeB: transposeB)
        .map { ($0, false) }
    }
    guard sharesA, n == 1 else { return nil }
    return MatrixProduct(batch: 1, m: batch, n: m, k: k, transposeA: false, transposeB: !transposeA).map { ($0, true) }
  }

  /// Rows and columns of the blocks in which a product is computed: all of them, or where that would take long about as
  /// many of both.
  private var block: (rows: Int, columns: Int) {
    let (work, overflow) = m.multipliedReportingOverflow(by: n)
    let area = MatrixProduct.uninterrupted / max(1, k)
    guard overflow || work > area else { return (m, n) }
    let rows = min(m, max(32, Int(Double(area).squareRoot())))
    return (rows, min(n, max(32, area / rows)))
  }

  /// Whether BLAS would spend more on preparing than on multiplying.
  private var isSmall: Bool {
    max(n, k) <= Int(PF_SMALL_EXTENT) && m * n * k <= MatrixProduct.smallMultiplications
  }

  private func multiplySmall(
    _ dtype: DType, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, adds: Bool
  ) {
    var shape = pf_small_product(
      m: m, n: n, k: k, transpose_a: transposeA ? 1 : 0, transpose_b: transposeB ? 1 : 0)
    let run = dtype == .float64 ? pf_small_product_f64 : pf_small_product_f32
    run(&shape, a, b, c, adds ? 1 : 0)
  }

  private func multiply(
    _ dtype: DType, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutableRawPointer, _ beta: Double,
    rows: Int, columns: Int
  ) {
    guard k > 0 else {
      if beta == 0 { c.initializeMemory(as: UInt8.self, repeating: 0, count: m * n * dtype.size) }
      return
    }
    guard !isSmall else { return multiplySmall(dtype, a, b, c, adds: beta != 0) }
    let (ta, tb) = (transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans)
    let (lda, ldb) = (Int32(transposeA ? m : k), Int32(transposeB ? k : n))
    BLAS.call {
      if dtype == .float64 {
        cblas_dgemm(
          CblasRowMajor, ta, tb, Int32(rows), Int32(columns), Int32(k), 1, a.assumingMemoryBound(to: Double.self), lda,
          b.assumingMemoryBound(to: Double.self), ldb, beta, c.assumingMemoryBound(to: Double.self), Int32(n))
      } else {
        cblas_sgemm(
          CblasRowMajor, ta, tb, Int32(rows), Int32(columns), Int32(k), 1, a.assumingMemoryBound(to: Float.self), lda,
          b.assumingMemoryBound(to: Float.self), ldb, Float(beta), c.assumingMemoryBound(to: Float.self), Int32(n))
      }
    }
  }
}
