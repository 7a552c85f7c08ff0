import Testing

@testable import Autodiff

/// What an accumulator keeps alive: row 13. Memory is counted in bytes of tensors' elements, for the task that makes them.
struct AccumulatorMemoryTests {
  static let count = 100
  static let bytes = count * 8

  static func vector(_ number: Double) throws -> Tensor { try Tensor([Double](repeating: number, count: count)) }

  /// A chain of `layers` steps.
  static func chain(_ x: Tensor, layers: Int) throws -> Tensor {
    var y = x
    for _ in 0..<layers { y = try (y * 0.9 + 0.1).tanh() }
    return y
  }

  @Test func `13: a dropped primal goes, and its tangent with it`() throws {
    let meter = StorageMeter()
    try meter.measuring {
      var primal: Tensor? = try Self.vector(1)
      let accumulator = try ForwardAccumulator(primals: primal, tangents: Self.vector(2))
      #expect(meter.live == 2 * Self.bytes)
      primal = nil
      #expect(meter.live == 0)
      withExtendedLifetime(accumulator) {}
    }
  }

  @Test func `13: a dropped result's product is dropped`() throws {
    let (meter, x, v) = (StorageMeter(), try Self.vector(1), try Self.vector(2))
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    try meter.measuring {
      var y: Tensor? = try accumulator.recording { try x.exp() }
      #expect(y.flatMap { accumulator.jvp(of: $0) } != nil)
      #expect(meter.live == 2 * Self.bytes)
      y = nil
      #expect(meter.live == 0)
    }
  }

  @Test func `13: a dropped accumulator's products are dropped while the tensors live`() throws {
    let (meter, x, v) = (StorageMeter(), try Self.vector(1), try Self.vector(2))
    try meter.measuring {
      var accumulator: ForwardAccumulator? = try ForwardAccumulator(primals: x, tangents: v)
      let y = try accumulator?.recording { try x.exp() }
      #expect(meter.live == 2 * Self.bytes)
      accumulator = nil
      #expect(meter.live == Self.bytes)
      withExtendedLifetime(y) {}
    }
  }

  @Test func `13: a long loop stays flat`() throws {
    let (meter, x) = (StorageMeter(), try Self.vector(0.5))
    let accumulator = try ForwardAccumulator(primals: x, tangents: Self.vector(1))
    try meter.measuring {
      try accumulator.recording {
        var y = try Self.chain(x, layers: 1)
        meter.restart()
        for _ in 0..<2000 { y = try Self.chain(y, layers: 1) }
        #expect(accumulator.jvp(of: y) != nil)
      }
    }
    #expect(meter.peak < 16 * Self.bytes)
  }

  @Test func `13: a tensor that many accumulators have seen keeps nothing of them`() throws {
    let (meter, x, v) = (StorageMeter(), try Self.vector(0.5), try Self.vector(1))
    try meter.measuring {
      for _ in 0..<500 {
        let accumulator = try ForwardAccumulator(primals: x, tangents: v)
        _ = try accumulator.recording { try x.sin() }
      }
    }
    #expect(meter.live == 0)
  }

  @Test func `no intermediate values are kept: a deep product needs far less memory than the gradient`() throws {
    let (x, v) = (try Self.vector(0.5), try Self.vector(1))
    func peak(_ body: () throws -> Void) rethrows -> Int {
      let meter = StorageMeter()
      try meter.measuring(body)
      return meter.peak
    }
    func forward(_ layers: Int) throws -> Int {
      try peak { _ = try jvp(of: { try Self.chain($0, layers: layers) }, at: x, along: v) }
    }
    func reverse(_ layers: Int) throws -> Int {
      try peak { _ = try gradient(of: { try Self.chain($0, layers: layers).sum() }, at: x) }
    }
    #expect(try forward(200) == forward(20))
    #expect(try reverse(200) > 20 * forward(200))
  }
}
