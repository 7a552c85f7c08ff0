import Testing

@testable import Autodiff

/// The two recorders together: rows 29 to 33.
struct TapeAndAccumulatorTests {
  let x: Tensor
  let v: Tensor

  init() throws {
    (x, v) = (try Tensor([1.0, 2]), try Tensor([1.0, 0]))
  }

  /// TensorFlow's documented example: the gradient [3, 12] and its product [6, 0].
  @Test func `29: forward over reverse is a Hessian-vector product`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    let gradient = try accumulator.recording {
      let tape = GradientTape()
      try tape.watch(x)
      return try tape.gradient(of: tape.recording { try x.power(3).sum() }, x)
    }
    #expect(gradient?.numbers == [3, 12])
    #expect(gradient.flatMap { accumulator.jvp(of: $0) }?.numbers == [6, 0])
  }

  @Test func `29: a gradient taken after the accumulator has no product`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    let tape = GradientTape()
    try tape.watch(x)
    let y = try accumulator.recording { try tape.recording { try x.power(3).sum() } }
    let gradient = try #require(try tape.gradient(of: y, x))
    #expect(gradient.numbers == [3, 12])
    #expect(accumulator.jvp(of: gradient) == nil)
  }

  @Test func `30: a tape ignores the products of an accumulator around it, and does not keep them`() throws {
    let (meter, tape) = (StorageMeter(), GradientTape(persistent: true))
    try tape.watch(x)
    try meter.measuring {
      let accumulator = try ForwardAccumulator(primals: x, tangents: v)
      let y = try accumulator.recording { try tape.recording { try x.exp() } }
      #expect(try tape.gradient(of: try #require(accumulator.jvp(of: y)), x) == nil)
    }
    // What is left is y, which the tape keeps, and no product.
    #expect(meter.live == x.type.byteCount)
  }

  @Test func `31: a tape outside differentiates through the products of an accumulator inside`() throws {
    let (tape, accumulator) = (GradientTape(), try ForwardAccumulator(primals: x, tangents: v))
    try tape.watch(x)
    let product = try tape.recording {
      accumulator.jvp(of: try accumulator.recording { try x.power(3).sum() })
    }
    #expect(try tape.gradient(of: try #require(product), x)?.numbers == [6, 0])
  }

  @Test(arguments: [true, false])
  func `32: recorders nest in the order of entry, whichever is made first`(tapeIsFirst: Bool) throws {
    var tape = GradientTape()
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    if !tapeIsFirst { tape = GradientTape() }
    try tape.watch(x)
    let y = try accumulator.recording { try tape.recording { try x.power(3).sum() } }
    // The accumulator is outside: its product is no step of the tape.
    #expect(try tape.gradient(of: try #require(accumulator.jvp(of: y)), x) == nil)
  }

  @Test func `33: forward products along the axes are the columns of the gradient`() throws {
    let inputs = try Tensor([[2.0, 3], [1, 4]])
    let targets = try Tensor([[1.0], [-1]])
    func loss(_ p: [Tensor]) throws -> Tensor { try (inputs.matmul(p[0]) + p[1] - targets).squared().sum() }
    let point = [try Tensor([[0.5], [0.25]]), try Tensor([0.125])]
    let axes: [([[Double]], [Double])] = [([[1], [0]], [0]), ([[0], [1]], [0]), ([[0], [0]], [1])]
    let columns = try axes.map { axis in
      try jvp(of: loss, at: point, along: [Tensor(axis.0), Tensor(axis.1)]).jvp.numbers[0]
    }
    #expect(columns == (try gradient(of: loss, at: point)).flatMap(\.numbers))
  }
}
