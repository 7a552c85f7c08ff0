import Testing

@testable import Autodiff

/// When an accumulator computes products, and what it answers: rows 8 to 12, 17, 18, 20, 26 to 28.
struct AccumulatorRecordingTests {
  let x: Tensor
  let v: Tensor

  init() throws {
    (x, v) = (try Tensor([0.5, -1.25, 2]), try Tensor([1.0, -3, 0.25]))
  }

  func accumulator() throws -> ForwardAccumulator { try ForwardAccumulator(primals: x, tangents: v) }

  @Test func `8: entering an active accumulator is an error, entering it again later is not`() throws {
    let accumulator = try accumulator()
    let y = try accumulator.recording {
      expectError(.recorderMisuse, "already recording") { try accumulator.recording {} }
      return try x.squared()
    }
    let z = try accumulator.recording { try y * x }
    let whole = try self.accumulator()
    let expected = try whole.recording { try x.squared() * x }
    #expect(accumulator.jvp(of: z)?.numbers == whole.jvp(of: expected)?.numbers)
  }

  @Test func `9: products are computed only while the accumulator is active`() throws {
    let accumulator = try accumulator()
    let before = try x.sin()
    #expect(accumulator.jvp(of: x)?.isIdentical(to: v) == true)
    let during = try accumulator.recording { try x.sin() }
    let after = try x.sin()
    #expect(accumulator.jvp(of: before) == nil)
    #expect(accumulator.jvp(of: after) == nil)
    #expect(try accumulator.jvp(of: during * 2) == nil)
    #expect(accumulator.jvp(of: during) != nil)
    #expect(accumulator.jvp(of: x)?.isIdentical(to: v) == true)
  }

  @Test func `9: asking for a product computes nothing and gives the same each time`() throws {
    let accumulator = try accumulator()
    try accumulator.recording {
      let y = try x.sin()
      let meter = StorageMeter()
      let products = meter.measuring { (0..<3).compactMap { _ in accumulator.jvp(of: y) } }
      #expect(meter.peak == 0)
      #expect(products.count == 3 && products.allSatisfy { $0.isIdentical(to: products[0]) })
    }
  }

  @Test func `10: products come in the structure that is asked for`() throws {
    let accumulator = try accumulator()
    let results = try accumulator.recording { ["a": [try x.sin(), try x.cos()], "b": [try x * 2]] }
    let products = try accumulator.jvp(of: results)
    #expect(products.mapValues(\.count) == ["a": 2, "b": 1])
    #expect(products["b"]?[0].numbers == v.numbers.map { 2 * $0 })
  }

  @Test func `11: what does not depend on the primals has no product, or zeros of its type`() throws {
    let accumulator = try accumulator()
    let (y, other) = try accumulator.recording { (try x * 2, try Tensor([[Float(7)]]) + 1) }
    #expect(try accumulator.jvp(of: other, unconnectedGradients: .none) == nil)
    let zero = try accumulator.jvp(of: other, unconnectedGradients: .zero)
    #expect(zero?.type == other.type && zero?.numbers == [0])
    let mixed = try accumulator.jvp(of: ["y": y, "other": other], unconnectedGradients: .none)
    #expect(mixed["y"]??.numbers == v.numbers.map { 2 * $0 })
    #expect(mixed.keys.contains("other") && mixed["other"]??.numbers == nil)
    #expect(try accumulator.jvp(of: [y, other]).map(\.type) == [y.type, other.type])
  }

  static let constants: [(String, @Sendable (Tensor) throws -> Tensor)] = [
    ("round", { try $0.rounded() }), ("floor", { try $0.floor() }), ("ceil", { try $0.ceil() }),
    ("sign", { try $0.sign() }), ("stop_gradient", { try $0.stoppingGradient() }),
    ("comparison", { try $0.isGreater(than: $0 * 2) }), ("cast to int", { try $0.cast(to: .int32) }),
    ("cast there and back", { try $0.cast(to: .int64).cast(to: .float64) }),
  ]

  @Test(arguments: constants.indices)
  func `12: operations that are constant almost everywhere have no product`(index: Int) throws {
    let accumulator = try accumulator()
    let y = try accumulator.recording { try Self.constants[index].1(x) }
    #expect(accumulator.jvp(of: y) == nil)
    #expect(try accumulator.jvp(of: y, unconnectedGradients: .zero)?.numbers == [0, 0, 0])
  }

  @Test func `17: siblings in one outer accumulator do not see each other`() throws {
    let (outer, first, second) = (try accumulator(), try accumulator(), try accumulator())
    try outer.recording {
      let y = try first.recording { try x.exp() }
      let z = try second.recording { try y * x }
      #expect(second.jvp(of: y) == nil)
      #expect(first.jvp(of: z) == nil)
      #expect(outer.jvp(of: z) != nil)
      #expect(second.jvp(of: z)?.numbers == zip(y.numbers, v.numbers).map { $0 * $1 })
    }
  }

  @Test func `18: nothing is left over from one computation for the next`() throws {
    func secondOrder(_ f: () throws -> Tensor, _ p: Tensor, _ dp: Double, _ q: Tensor, _ dq: Double) throws -> [Double]?
    {
      let outer = try ForwardAccumulator(primals: p, tangents: Tensor(dp))
      let inner = try ForwardAccumulator(primals: q, tangents: Tensor(dq))
      let product = try outer.recording { inner.jvp(of: try inner.recording(f)) }
      return product.flatMap { outer.jvp(of: $0) }?.numbers
    }
    let (a, b) = (try Tensor(5.0), try Tensor(5.0))
    #expect(try secondOrder({ try a * a }, a, 20, a, 100) == [4000])
    #expect(try secondOrder({ try a * b }, a, 20, b, 100) == [2000])
    #expect(try secondOrder({ try a * b }, b, 20, a, 100) == [2000])
  }

  @Test func `20: an error leaves the block, and the accumulator usable`() throws {
    struct Interruption: Error {}
    let accumulator = try accumulator()
    var y: Tensor?
    #expect(throws: Interruption.self) {
      try accumulator.recording {
        y = try x * 3
        throw Interruption()
      }
    }
    #expect(Recording.active.isEmpty)
    #expect(try accumulator.jvp(of: #require(y))?.numbers == v.numbers.map { 3 * $0 })
    #expect(try accumulator.jvp(of: accumulator.recording { try x * 2 })?.numbers == v.numbers.map { 2 * $0 })
  }

  @Test(arguments: [0, 1, 5])
  func `26: loops, none at all too, are differentiated as they ran`(turns: Int) throws {
    let accumulator = try accumulator()
    let y = try accumulator.recording { try (0..<turns).reduce(x) { y, _ in try y * 2 } }
    #expect(accumulator.jvp(of: y)?.numbers == v.numbers.map { $0 * Double(1 << turns) })
  }

  @Test func `26: the branch that was not taken gives nothing`() throws {
    let accumulator = try accumulator()
    func branch(_ isTaken: Bool) throws -> Tensor { isTaken ? try x * 2 : try Tensor([7.0, 7, 7]) + 1 }
    #expect(try accumulator.jvp(of: accumulator.recording { try branch(false) }) == nil)
    #expect(try accumulator.jvp(of: accumulator.recording { try branch(true) }) != nil)
  }

  @Test func `27: equal tensors with different tangents never share a product`() throws {
    let program = try Program.trace([TensorType(.float64, []), TensorType(.float64, [])]) { inputs in
      let (p, q) = (try inputs[0] + 0, try inputs[0] * 1)
      let accumulator = try ForwardAccumulator(primals: [p, q], tangents: [inputs[1], inputs[1] * 10])
      return try accumulator.jvp(of: accumulator.recording { [try p.sin(), try q.sin()] })
    }
    let products = try program.evaluate([Tensor(0.0), Tensor(3.0)])
    #expect(products.map(\.numbers) == [[3], [30]])
  }

  @Test func `28: identities carry the tangent, and give fresh tensors`() throws {
    let accumulator = try accumulator()
    for same in try accumulator.recording({ [try x + 0, try x * 1, try apply(Identity(), x), try x.power(1)] }) {
      #expect(!same.isIdentical(to: x))
      #expect(accumulator.jvp(of: same)?.numbers == v.numbers)
    }
  }

  @Test func `28: there may be no primals, and a primal may be a result`() throws {
    let none = try ForwardAccumulator(primals: [Tensor](), tangents: [])
    #expect(none.jvp(of: try none.recording { try x * 2 }) == nil)
    let y = try x.exp()
    let accumulator = try ForwardAccumulator(primals: y, tangents: v)
    let z = try accumulator.recording { try y * x }
    #expect(accumulator.jvp(of: z)?.numbers == zip(x.numbers, v.numbers).map { $0 * $1 })
  }
}
