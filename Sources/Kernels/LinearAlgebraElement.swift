import COpenBLAS

/// The element types that LAPACK and BLAS know, with their functions under one name.
protocol LinearAlgebraElement: BinaryFloatingPoint {
  static func factorizeLU(_ order: Int32, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>)
  /// Whether the matrix, of which the column-major upper triangle is read and overwritten, is positive definite.
  static func factorizeCholesky(_ order: Int32, _ a: UnsafeMutablePointer<Self>) -> Bool
  static func solveTriangular(_ system: TriangularSystem, _ a: UnsafePointer<Self>, _ b: UnsafeMutablePointer<Self>)
}

/// A system with a triangular matrix, solved in place of its right-hand sides, in the words of `cblas_?trsm`.
struct TriangularSystem {
  var layout = CblasRowMajor
  var side = CblasLeft
  let triangle: CBLAS_UPLO
  let transposition: CBLAS_TRANSPOSE
  var diagonal = CblasNonUnit
  let rows: Int32
  let columns: Int32
  let order: Int32
}

extension Double: LinearAlgebraElement {
  static func factorizeLU(_ order: Int32, _ a: UnsafeMutablePointer<Double>, _ pivots: UnsafeMutablePointer<Int32>) {
    var (order, info) = (order, Int32(0))
    BLAS.call { dgetrf_(&order, &order, a, &order, pivots, &info) }
  }

  static func factorizeCholesky(_ order: Int32, _ a: UnsafeMutablePointer<Double>) -> Bool {
    var (order, info) = (order, Int32(0))
    BLAS.call { dpotrf_("U", &order, a, &order, &info) }
    return info == 0
  }

  static func solveTriangular(_ s: TriangularSystem, _ a: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>) {
    BLAS.call {
      cblas_dtrsm(
        s.layout, s.side, s.triangle, s.transposition, s.diagonal, s.rows, s.columns, 1, a, s.order, b,
        s.layout == CblasRowMajor ? s.columns : s.rows)
    }
  }
}

extension Float: LinearAlgebraElement {
  static func factorizeLU(_ order: Int32, _ a: UnsafeMutablePointer<Float>, _ pivots: UnsafeMutablePointer<Int32>) {
    var (order, info) = (order, Int32(0))
    BLAS.call { sgetrf_(&order, &order, a, &order, pivots, &info) }
  }

  static func factorizeCholesky(_ order: Int32, _ a: UnsafeMutablePointer<Float>) -> Bool {
    var (order, info) = (order, Int32(0))
    BLAS.call { spotrf_("U", &order, a, &order, &info) }
    return info == 0
  }

  static func solveTriangular(_ s: TriangularSystem, _ a: UnsafePointer<Float>, _ b: UnsafeMutablePointer<Float>) {
    BLAS.call {
      cblas_strsm(
        s.layout, s.side, s.triangle, s.transposition, s.diagonal, s.rows, s.columns, 1, a, s.order, b,
        s.layout == CblasRowMajor ? s.columns : s.rows)
    }
  }
}
