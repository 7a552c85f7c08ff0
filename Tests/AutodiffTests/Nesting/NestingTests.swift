import Autodiff
import Testing

/// Recorders in recorders, in every order of modes.
struct NestingTests {
  static func waves(_ x: Tensor) throws -> Tensor { try x.sin().exp() * x.power(3) }

  static func exact(_ order: Int, at point: Double) -> Double {
    let x = TaylorSeries(variableAt: point, order: order)
    return (x.sin().exp() * x * x * x).derivative(order)
  }

  @Test(arguments: (1...4).flatMap(Nested.all))
  func `every order of modes gives the derivatives of exp(sin(x)) * x ** 3`(nested: Nested) throws {
    for point in [0.7, -1.3, 2.1] {
      let exact = Self.exact(nested.modes.count, at: point)
      let eager = try nested.derivative(of: Self.waves, at: Tensor(point)).numbers[0]
      #expect(abs(eager - exact) < 1e-12 * abs(exact), "at \(point)")
      let planned = try nested.plannedDerivative(of: Self.waves, at: Tensor(point)).numbers[0]
      #expect(abs(planned - exact) < 1e-12 * abs(exact), "at \(point)")
    }
  }

  static let deep = ["FFFFFFFF", "RRRRRRRR", "FRFRFRFR", "RFRFRFRF", "FFFFRRRR", "RRRRFFFF"].map(Nested.init)

  /// 9! x.
  @Test(arguments: deep) func `depth 8 of x ** 9`(nested: Nested) throws {
    let point = 1.5
    let exact = 362880 * point
    let eager = try nested.derivative(of: { try $0.power(9) }, at: Tensor(point)).numbers[0]
    #expect(abs(eager - exact) < 1e-12 * exact)
    let planned = try nested.plannedDerivative(of: { try $0.power(9) }, at: Tensor(point)).numbers[0]
    #expect(abs(planned - exact) < 1e-12 * exact)
  }

  @Test(arguments: Nested.all(depth: 3))
  func `recorders of one tensor nest without transforms`(nested: Nested) throws {
    let x = try Tensor(0.7)
    func derivative(_ modes: ArraySlice<RecorderMode>) throws -> Tensor {
      guard let mode = modes.first else { return try Self.waves(x) }
      switch mode {
      case .forward:
        let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor(1.0))
        return try accumulator.jvp(of: accumulator.recording { try derivative(modes.dropFirst()) })
      case .reverse:
        let tape = GradientTape()
        try tape.watch(x)
        return try #require(try tape.gradient(of: tape.recording { try derivative(modes.dropFirst()) }, x))
      }
    }
    let exact = Self.exact(3, at: 0.7)
    #expect(abs(try derivative(nested.modes[...]).numbers[0] - exact) < 1e-12 * abs(exact))
  }

  @Test(arguments: Nested.all(depth: 2)) func `vectors nest as scalars do`(nested: Nested) throws {
    let (x, v) = (try Tensor([0.5, -1, 2]), try Tensor([1.0, 2, -1]))
    func f(_ x: Tensor) throws -> Tensor { try (x.sin() * x.reversed(axes: nil)).sum().exp() }
    // vᵀ H v, by a function of one scalar.
    let along = try nested.derivative(of: { try f(x + v * $0) }, at: Tensor(0.0)).numbers[0]
    let product = try (hvp(of: f, at: x, along: v).hvp * v).sum().numbers[0]
    #expect(abs(along - product) < 1e-12 * abs(product))
  }
}
