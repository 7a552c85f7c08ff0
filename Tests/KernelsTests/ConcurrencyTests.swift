import Dispatch
import Synchronization
import Testing

@testable import Kernels

/// What threads compute at the same time is what each computes alone.
struct ConcurrencyTests {
  /// Order 9 takes the work memory of the library, small orders do not.
  static let order = 9

  static func matrix(_ seed: Int) -> [Double] {
    (0..<order * order).map { Double(($0 * 7919 + seed * 104_729) % 997) / 997 + ($0 % (order + 1) == 0 ? 2 : 0) }
  }

  static func product() throws -> [Double] {
    let product = try #require(
      MatrixProduct(batch: 1, m: order, n: order, k: order, transposeA: false, transposeB: true))
    var result = [Double](repeating: 0, count: order * order)
    product.run(.float64, matrix(1), matrix(2), &result)
    return result
  }

  static func solution() throws -> [Double] {
    let factorization = try #require(MatrixFactorization(.float64, batch: 1, order: order))
    var result = [Double](repeating: 0, count: order * order)
    try factorization.solve(matrix(1), matrix(2), &result, columns: Int32(order), transposed: false)
    return result
  }

  @Test(arguments: [product, solution]) func threadsDoNotDisturbEachOther(
    _ compute: @Sendable @escaping () throws -> [Double]
  ) throws {
    let alone = try compute()
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<20_000 where (try? compute()) != alone { wrong.add(1, ordering: .relaxed) }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }
}
