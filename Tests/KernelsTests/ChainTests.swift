import Testing

@testable import Kernels

/// Chains give the bits that their operations give one by one.
struct ChainTests {
  static let binary: [MapKernel] = [.add, .sub, .mul, .div, .maximum, .minimum]
  static let unary: [MapKernel] = [.relu, .neg, .abs, .square, .sqrt, .rsqrt, .reciprocal]
  /// Whole blocks, whole vectors and elements that are left over.
  static let counts = [0, 1, 3, 8, 21, 64, 64 + 8 + 5, 200]

  @Test(arguments: counts) func binaryOperationsInEitherOrder(count: Int) throws {
    try check(Float.self, count)
    try check(Double.self, count)
  }

  private func check<T: BinaryFloatingPoint & BitwiseCopyable>(_ type: T.Type, _ count: Int) throws {
    let (x, y) = (numbers(T.self, count, from: 0), numbers(T.self, count, from: 3))
    for kernel in Self.binary {
      for number: T in [0.75, -0.0] {
        let numbers = Array(repeating: number, count: count)
        expectSame(try run(kernel, x, y, number, .array(slot: 1, stride: size(T.self)), false), map(kernel, x, y))
        expectSame(try run(kernel, x, y, number, .array(slot: 1, stride: size(T.self)), true), map(kernel, y, x))
        expectSame(try run(kernel, x, y, number, .number(slot: 2), false), map(kernel, x, numbers))
        expectSame(try run(kernel, x, y, number, .number(slot: 2), true), map(kernel, numbers, x))
      }
    }
  }

  /// `x` and the operand, one way or the other.
  private func run<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ kernel: MapKernel, _ x: [T], _ y: [T], _ number: T, _ operand: Chain.Operand, _ reversed: Bool
  ) throws -> [T] {
    var chain = Chain(dtype(T.self))
    chain.load(.array(slot: 0, stride: size(T.self)))
    chain.apply(try #require(kernel.arithmetic), operand, reversed: reversed)
    chain.store(slot: 3, stride: size(T.self))
    return results(chain, x, y, number)
  }

  @Test(arguments: counts) func unaryOperations(count: Int) throws {
    try checkUnary(Float.self, count)
    try checkUnary(Double.self, count)
  }

  private func checkUnary<T: BinaryFloatingPoint & BitwiseCopyable>(_ type: T.Type, _ count: Int) throws {
    let x = numbers(T.self, count, from: 0)
    for kernel in Self.unary {
      var chain = Chain(dtype(T.self))
      chain.load(.array(slot: 0, stride: size(T.self)))
      chain.apply(try #require(kernel.arithmetic))
      chain.store(slot: 3, stride: size(T.self))
      expectSame(results(chain, x, x, 0), map(kernel, x))
    }
  }

  /// A value that is kept on the way, elements that are loaded later, a number in their place, and a result over an operand: in stretches.
  @Test func aChainOfManySteps() {
    let (x, y) = (numbers(Float.self, 300, from: 5), numbers(Float.self, 300, from: 2))
    var chain = Chain(.float32)
    chain.load(.array(slot: 0, stride: 4))
    chain.apply(.mul, .array(slot: 1, stride: 4), reversed: false)
    chain.store(slot: 1, stride: 4)
    chain.apply(.sub, .number(slot: 2), reversed: true)
    chain.store(slot: 3, stride: 4)
    chain.load(.number(slot: 2))
    chain.apply(.neg)
    chain.apply(.mul, .array(slot: 1, stride: 4), reversed: false)
    chain.apply(.add, .array(slot: 3, stride: 4), reversed: false)
    chain.store(slot: 3, stride: 4)
    let products = map(.mul, x, y)
    let number = [Float](repeating: 0.3, count: 300)
    let expected = map(.add, map(.mul, map(.neg, number), products), map(.sub, number, products))
    expectSame(results(chain, x, y, 0.3), expected)
    expectSame(results(chain, x, y, 0.3, stretch: 77), expected)
  }

  /// What slot 3 holds in the end; the slots are `x`, `y`, `number` and a result.
  private func results<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ chain: Chain, _ x: [T], _ y: [T], _ number: T, stretch: Int = .max
  ) -> [T] {
    let memory = [x, y, [number], Array(repeating: T.nan, count: x.count)].map { array in
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, array.count))
      _ = buffer.initialize(from: array)
      return buffer
    }
    defer { for buffer in memory { buffer.deallocate() } }
    var table = memory.map { UnsafeMutableRawPointer($0.baseAddress) }
    var places = [UnsafeRawPointer?](repeating: nil, count: chain.stepCount)
    for start in stride(from: 0, to: x.count, by: min(stretch, max(1, x.count))) {
      chain.run(&table, &places, from: start, count: min(stretch, x.count - start))
    }
    return Array(memory[3].prefix(x.count))
  }

  /// Special values among others.
  private func numbers<T: BinaryFloatingPoint>(_ type: T.Type, _ count: Int, from start: Int) -> [T] {
    let special: [T] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -1, 2.5, 1 / 3]
    return (start..<start + count).map { $0 % 5 == 0 ? special[($0 / 5) % special.count] : T($0 * 37 % 101 - 50) / 7 }
  }

  /// NaNs need not be of the same bits, everything else does.
  private func expectSame<T: BinaryFloatingPoint>(_ found: [T], _ expected: [T]) {
    #expect(found.count == expected.count)
    for (f, e) in zip(found, expected) { #expect((f.isNaN && e.isNaN) || (f == e && f.sign == e.sign)) }
  }

  private func size<T>(_ type: T.Type) -> Int { MemoryLayout<T>.size }
  private func dtype<T>(_ type: T.Type) -> DType { T.self == Double.self ? .float64 : .float32 }
}
