import Testing

@testable import Autodiff

/// Accumulators in accumulators: rows 14 to 16.
struct AccumulatorNestingTests {
  let x: Tensor
  let one: Tensor

  init() throws {
    (x, one) = (try Tensor(1.1), try Tensor(1.0))
  }

  func accumulator() throws -> ForwardAccumulator { try ForwardAccumulator(primals: x, tangents: one) }

  /// TensorFlow's documentation prints 4.4417057 and 10.094786 for the derivatives of `x ** 3.5` at 1.1.
  @Test(arguments: [true, false])
  func `14: accumulators nest in the order of entry, whichever is made first`(outerIsFirst: Bool) throws {
    let made = [try accumulator(), try accumulator()]
    let (outer, inner) = outerIsFirst ? (made[0], made[1]) : (made[1], made[0])
    let y = try outer.recording { try inner.recording { try x.power(3.5) } }
    let first = try #require(inner.jvp(of: y))
    #expect(abs(first.numbers[0] - 4.4417057) < 1e-6)
    #expect(abs(try #require(outer.jvp(of: first)).numbers[0] - 10.094786) < 1e-5)
    #expect(outer.jvp(of: y)?.numbers == first.numbers)
    #expect(inner.jvp(of: try #require(outer.jvp(of: y))) == nil)
  }

  @Test func `14: the order of entry may change from one entry to the next`() throws {
    let (a, b) = (try accumulator(), try accumulator())
    let y = try a.recording { try b.recording { try x.squared() } }
    let z = try b.recording { try a.recording { try x.squared() } }
    #expect(b.jvp(of: y).flatMap { a.jvp(of: $0) }?.numbers == [2])
    #expect(a.jvp(of: z).flatMap { b.jvp(of: $0) }?.numbers == [2])
    #expect(a.jvp(of: y).flatMap { b.jvp(of: $0) } == nil)
    #expect(b.jvp(of: z).flatMap { a.jvp(of: $0) } == nil)
  }

  @Test func `15: the tangent of an inner accumulator may be a primal of the outer one`() throws {
    let (direction, change) = (try Tensor(5.0), try Tensor(7.0))
    let inner = try ForwardAccumulator(primals: x, tangents: direction)
    let outer = try ForwardAccumulator(primals: direction, tangents: change)
    let product = try outer.recording { inner.jvp(of: try inner.recording { try x.squared() }) }
    // The product is linear in the direction.
    #expect(product.flatMap { outer.jvp(of: $0) }?.numbers == [2 * 1.1 * 7])
  }

  @Test func `16: what is computed from an inner product is seen by the outer accumulator alone`() throws {
    let (inner, outer) = (try accumulator(), try accumulator())
    try outer.recording {
      let square = try inner.recording {
        let product = try #require(inner.jvp(of: try x.squared()))
        return try product * product
      }
      #expect(inner.jvp(of: square) == nil)
      // (2x)² has the derivative 8x.
      #expect(abs(try #require(outer.jvp(of: square)).numbers[0] - 8.8) < 1e-14)
    }
  }

  @Test func `16: an inner product is a constant for the inner accumulator`() throws {
    let (inner, outer) = (try accumulator(), try accumulator())
    try outer.recording {
      let mixed = try inner.recording { try #require(inner.jvp(of: try x.squared())) * x }
      let product = try #require(inner.jvp(of: mixed))
      #expect(product.numbers == [2.2])
      #expect(outer.jvp(of: product)?.numbers == [2])
    }
  }
}
