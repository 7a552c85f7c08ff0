import Kernels
import Testing

struct MapKernelTests {
  static let unary: [MapKernel] = [
    .exp, .expm1, .exp2, .log, .log1p, .log2, .log10, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh,
    .asinh,
    .acosh, .atanh, .erf, .erfc, .lgamma, .sigmoid, .softplus, .sqrt, .rsqrt, .neg, .abs, .sign, .floor, .round, .relu,
  ]

  /// Wherever an element stands in however long an array, its result has the same bits: plans run loops in tiles.
  @Test(arguments: unary.indices) func aResultDoesNotDependOnItsPosition(index: Int) {
    let kernel = Self.unary[index]
    let doubles = (0..<71).map { Double($0) * 0.173 - 4 }
    let floats = doubles.map(Float.init)
    let (wholeDoubles, wholeFloats) = (map(kernel, doubles), map(kernel, floats))
    for length in [1, 2, 3, 4, 5, 7, 8, 9, 16, 31] {
      for start in [0, 1, 6, 40] {
        let range = start..<start + length
        #expect(map(kernel, Array(doubles[range])).map(\.bitPattern) == wholeDoubles[range].map(\.bitPattern))
        #expect(map(kernel, Array(floats[range])).map(\.bitPattern) == wholeFloats[range].map(\.bitPattern))
      }
    }
  }

  @Test func divisionsOfZeroAreZeroWhereAskedFor() {
    #expect(map(.divNoNan, [1.0, 0, .infinity], [0, 0, 0]) == [0, 0, 0])
    #expect(map(.mulNoNan, [Double.infinity, .nan, 2], [0, 0, 3]) == [0, 0, 6])
  }

  @Test func remaindersAreFloored() {
    #expect(map(.mod, [5.0, -5, 5, -5, 4], [3, 3, -3, -3, 2]) == [2, 1, -1, -2, 0])
    #expect(map(.floordiv, [5.0, -5, 5, -5], [3, 3, -3, -3]) == [1, -2, -2, 1])
  }

  @Test func halvesRoundToEven() {
    #expect(map(.round, [0.5, 1.5, 2.5, -0.5, -1.5]) == [0, 2, 2, 0, -2])
  }

  @Test func aNaNIsNeverLost() {
    let kernels: [MapKernel] = [.maximum, .minimum, .add, .mul, .pow, .hypot, .atan2]
    for kernel in kernels {
      #expect(map(kernel, [Double.nan, 2], [2, .nan]).allSatisfy { $0.isNaN })
    }
    #expect(map(.relu, [Double.nan])[0].isNaN && map(.sign, [Double.nan])[0].isNaN)
  }

  @Test func softFunctionsDoNotOverflow() {
    #expect(map(.softplus, [-1e4, 0, 1e4]) == [0, 0.6931471805599453, 1e4])
    #expect(map(.sigmoid, [-1e4, 0, 1e4]) == [0, 0.5, 1])
    #expect(map(.log1p, [1e300])[0] > 690)
  }
}
