import Kernels
import Testing

struct MatrixTests {
  let a: [Double] = [2, 1, 1, 4, -6, 0, -2, 7, 2]

  @Test(arguments: [false, true]) func solutionsSolve(transposed: Bool) throws {
    let expected: [Double] = [1, -1, 2, 0.5, 3, -2]
    var (right, found) = ([Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
    try #require(MatrixProduct(batch: 1, m: 3, n: 2, k: 3, transposeA: transposed, transposeB: false))
      .run(.float64, a, expected, &right)
    let factorization = try #require(MatrixFactorization(.float64, batch: 1, order: 3))
    try factorization.solve(a, right, &found, columns: 2, transposed: transposed)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  /// So large that it is computed block by block; every element is the product of whole numbers, and exact.
  @Test(arguments: [false, true], [false, true]) func largeProductsAreTheSameInBlocks(
    transposeA: Bool, transposeB: Bool
  )
    throws
  {
    let (m, n, k) = (1100, 1000, 1030)
    let product = try #require(
      MatrixProduct(batch: 1, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB))
    let a = (0..<m * k).map { Double($0 % 7 - 3) }
    let b = (0..<k * n).map { Double($0 % 11 - 5) }
    var found = [Double](repeating: 0, count: m * n)
    #expect(product.run(.float64, a, b, &found))
    for (row, column) in [(0, 0), (0, 999), (1099, 0), (1099, 999), (720, 721), (721, 722), (500, 800), (900, 100)] {
      let expected = (0..<k).reduce(0.0) { sum, index in
        sum + a[transposeA ? index * m + row : row * k + index]
          * b[transposeB ? column * k + index : index * n + column]
      }
      #expect(found[row * n + column] == expected)
    }
    #expect(!product.run(.float64, a, b, &found, shouldStop: { true }))
  }

  @Test func determinantsHaveTheirSign() throws {
    let factorization = try #require(MatrixFactorization(.float64, batch: 2, order: 3))
    let swapped = Array(a[3..<6] + a[0..<3] + a[6..<9])
    var found = [0.0, 0]
    try factorization.determinant(a + swapped, &found, logarithmic: false)
    #expect(abs(found[0] + 16) < 1e-13 && abs(found[1] - 16) < 1e-13)
    try factorization.determinant(a + swapped, &found, logarithmic: true)
    #expect(abs(found[0] - 2.772588722239781) < 1e-15 && found[0] == found[1])
  }

  @Test func choleskyFactorsReadTheLowerTriangleAndClearTheUpper() throws {
    let factorization = try #require(MatrixFactorization(.float64, batch: 2, order: 2))
    var found = [Double](repeating: 9, count: 8)
    factorization.cholesky([4, .nan, 2, 5, 1, 0, 2, 1] as [Double], &found)
    #expect(Array(found[..<4]) == [2, 0, 1, 2])
    #expect(found[4...].allSatisfy { $0.isNaN }, "the second matrix is not positive definite")
  }

  @Test func aSingularMatrixSpoilsItsOwnResultAlone() throws {
    let factorization = try #require(MatrixFactorization(.float64, batch: 2, order: 2))
    var found = [Double](repeating: 0, count: 4)
    try factorization.solve(
      [1, 1, 1, 1, 2, 0, 0, 4] as [Double], [1, 2, 3, 4] as [Double], &found, columns: 1, transposed: false)
    #expect(!found[0].isFinite && !found[1].isFinite && found[2] == 1.5 && found[3] == 1)
  }

  @Test(arguments: [false, true], [false, true]) func triangularSolutionsReadOneTriangle(lower: Bool, transposed: Bool)
    throws
  {
    let factorization = try #require(MatrixFactorization(.float64, batch: 1, order: 2))
    let matrix: [Double] = lower ? [2, .nan, 3, 4] : [2, 3, .nan, 4]
    var found = [0.0, 0]
    factorization.solveTriangular(
      matrix, [2.0, 8] as [Double], &found, columns: 1, lower: lower, transposed: transposed)
    #expect(found == (lower != transposed ? [1, 1.25] : [-2, 2]))
  }

  @Test func extentsThatLibrariesCannotCountAreRefused() {
    #expect(MatrixFactorization(.float64, batch: 1, order: 1 << 31) == nil)
    #expect(MatrixProduct(batch: 1, m: 1 << 31, n: 1, k: 1, transposeA: false, transposeB: false) == nil)
  }
}
