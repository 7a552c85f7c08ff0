import Kernels
import Testing

/// Products of every small size, against sums of whole numbers, which are exact.
struct SmallProductTests {
  struct Sizes: Sendable, CustomStringConvertible {
    let m: Int
    let n: Int
    let k: Int
    var description: String { "\(m)x\(k) · \(k)x\(n)" }
  }

  static let sizes: [Sizes] = {
    let few = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]
    let all = few.flatMap { m in few.flatMap { n in [1, 2, 5, 8, 11].map { Sizes(m: m, n: n, k: $0) } } }
    let edges = [
      (64, 8, 64), (8, 64, 64), (64, 64, 8), (65, 1, 3), (1, 65, 64), (500, 1, 64), (2, 64, 65), (33, 31, 32),
    ]
    return all + edges.map { Sizes(m: $0, n: $1, k: $2) }
  }()

  @Test(arguments: [DType.float32, .float64]) func productsAreExact(dtype: DType) throws {
    for sizes in Self.sizes {
      for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
        if dtype == .float32 {
          try expectExact(sizes, transposeA, transposeB, dtype, of: Float.self)
        } else {
          try expectExact(sizes, transposeA, transposeB, dtype, of: Double.self)
        }
      }
    }
  }

  private func expectExact<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ sizes: Sizes, _ transposeA: Bool, _ transposeB: Bool, _ dtype: DType, of _: T.Type
  ) throws {
    let (m, n, k) = (sizes.m, sizes.n, sizes.k)
    let product = try #require(
      MatrixProduct(batch: 2, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB))
    let a = (0..<2 * m * k).map { T($0 % 7) - 3 }
    let b = (0..<2 * k * n).map { T($0 % 11) - 5 }
    // What stands behind the result is not written.
    var found = [T](repeating: 0.5, count: 2 * m * n + 8)
    product.run(dtype, a, b, &found)
    product.run(dtype, a, b, &found, accumulating: true)
    for index in 0..<2 * m * n {
      let (matrix, row, column) = (index / (m * n), index / n % m, index % n)
      let expected = (0..<k).reduce(T(0)) { sum, p in
        sum + a[matrix * m * k + (transposeA ? p * m + row : row * k + p)]
          * b[matrix * k * n + (transposeB ? column * k + p : p * n + column)]
      }
      #expect(found[index] == 2 * expected, "\(sizes) \(transposeA) \(transposeB) at \(index)")
    }
    #expect(found.suffix(8).allSatisfy { $0 == 0.5 })
  }
}

/// Batches that share a factor, and are one product where they can be.
struct SharedFactorTests {
  @Test(arguments: [false, true], [false, true]) func sharingDoesNotChangeProducts(_ sharesA: Bool, _ isLarge: Bool)
    throws
  {
    let batch = 5
    for (m, n, k) in isLarge
      ? [(70, 80, 90), (120, 1, 300), (1, 120, 300)] : [(3, 4, 5), (7, 1, 4), (1, 6, 9), (1, 1, 1)]
    {
      for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
        var product = try #require(
          MatrixProduct(batch: batch, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB))
        let a = (0..<m * k * (sharesA ? 1 : batch)).map { Double($0 % 7) - 3 }
        let b = (0..<k * n * (sharesA ? batch : 1)).map { Double($0 % 11) - 5 }
        var (expected, found) = (
          [Double](repeating: 1, count: batch * m * n), [Double](repeating: 1, count: batch * m * n)
        )
        product.run(
          .float64, sharesA ? Array(repeating: a, count: batch).flatMap { $0 } : a,
          sharesA ? b : Array(repeating: b, count: batch).flatMap { $0 }, &expected, accumulating: true)
        (product.sharesA, product.sharesB) = (sharesA, !sharesA)
        product.run(.float64, a, b, &found, accumulating: true)
        #expect(found == expected, "\(m) \(n) \(k) \(transposeA) \(transposeB)")
      }
    }
  }
}
