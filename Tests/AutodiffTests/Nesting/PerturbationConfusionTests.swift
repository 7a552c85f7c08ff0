import Autodiff
import Testing

/// Derivatives inside derivatives, where the variables of the one are constants of the other: no perturbation may be taken for another.
struct PerturbationConfusionTests {
  struct Pair: Sendable, CustomStringConvertible {
    let outer: RecorderMode
    let inner: RecorderMode
    var description: String { outer.rawValue + inner.rawValue }
  }
  static let pairs = RecorderMode.allCases.flatMap { outer in
    RecorderMode.allCases.map { Pair(outer: outer, inner: $0) }
  }

  let one: Tensor
  let two: Tensor

  init() throws {
    (one, two) = (try Tensor(1.0), try Tensor(2.0))
  }

  /// d/dx (x · d/dy (x + y)) is 1; with confused perturbations it comes out as 2.
  @Test(arguments: pairs) func `a sum of the outer and the inner variable`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        try x * pair.inner.derivative(of: { y in try x + y }, at: one)
      }, at: one)
    #expect(found.numbers == [1])
  }

  /// d/dx (x · d/dy (x y)) = d/dx x² at 2.
  @Test(arguments: pairs) func `a product of the outer and the inner variable`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        try x * pair.inner.derivative(of: { y in try x * y }, at: one)
      }, at: two)
    #expect(found.numbers == [4])
  }

  /// The inner derivative is taken at the outer variable: d/dx (d/dy (y³) at y = x) = 6x.
  @Test(arguments: pairs) func `an inner derivative at the outer variable`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        try pair.inner.derivative(of: { y in try y.power(3) }, at: x)
      }, at: two)
    #expect(found.numbers == [12])
  }

  /// d/dx (d/dy (x² y) at y = x) = d/dx x²: the captured x is a constant of the inner derivative though it is the very same tensor.
  @Test(arguments: pairs) func `a captured tensor that is the argument too`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        try pair.inner.derivative(of: { y in try x.squared() * y }, at: x)
      }, at: two)
    #expect(found.numbers == [4])
    #expect(try pair.inner.derivative(of: { y in try two * y }, at: two).numbers == [2])
  }

  /// The inner function does not use its own variable.
  @Test(arguments: pairs) func `an inner derivative of a function of the outer variable alone`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        try x + pair.inner.derivative(of: { _ in try x.exp() }, at: one)
      }, at: two)
    #expect(found.numbers == [1])
  }

  /// The outer value does not use what the inner derivative was taken for.
  @Test(arguments: pairs) func `an inner derivative whose result is dropped`(pair: Pair) throws {
    let found = try pair.outer.derivative(
      of: { x in
        _ = try pair.inner.derivative(of: { y in try x * y.exp() }, at: x)
        return try x.squared()
      }, at: two)
    #expect(found.numbers == [4])
  }

  /// d/dx (d/dy d/dz (x y² z³) at y = z = 1) = 6, whatever the modes.
  @Test(arguments: Nested.all(depth: 3)) func `three variables`(nested: Nested) throws {
    let modes = nested.modes
    let found = try modes[0].derivative(
      of: { x in
        try modes[1].derivative(
          of: { y in
            try modes[2].derivative(of: { z in try x * y.squared() * z.power(3) }, at: one)
          }, at: one)
      }, at: two)
    #expect(found.numbers == [6])
  }

  /// The Jacobian by x of the gradient by y of yᵀ A x is A.
  @Test func `a bilinear form`() throws {
    let a = try Tensor([[0.5, -1.5, 2], [3, 0.25, -4]])
    let (x, y) = (try Tensor([[1.0], [2], [3]]), try Tensor([[5.0], [7]]))
    func inner(_ x: Tensor) throws -> Tensor {
      try gradient(of: { y in try (y * a.matmul(x)).sum() }, at: y)
    }
    #expect(try jacobianForward(of: inner, at: x).numbers == a.numbers)
    #expect(try jacobianReverse(of: inner, at: x).numbers == a.numbers)
  }

  /// Lagrange's m q̇²/2 − m g q: the mixed derivatives by q and q̇ are zero.
  @Test func `positions and velocities are distinct`() throws {
    let (q, velocity) = (try Tensor([1.0, 2]), try Tensor([3.0, 4]))
    func lagrangian(_ q: Tensor, _ v: Tensor) throws -> Tensor {
      try (v * v).sum() * 0.5 - 9.8 * q.element(at: 1, axis: 0)
    }
    let mixed = try jacobianForward(of: { q in try gradient(of: { try lagrangian(q, $0) }, at: velocity) }, at: q)
    #expect(mixed.numbers == [0, 0, 0, 0])
  }

  /// A pullback outlives its function; used in another derivative, it is a function of its cotangent.
  @Test func `a pullback used later is linear in its cotangent`() throws {
    let (_, pullback) = try vjp(of: { try $0.power(3) }, at: two)
    for mode in RecorderMode.allCases {
      #expect(try mode.derivative(of: { try pullback($0.squared()) }, at: one).numbers == [24])
    }
  }

  /// A function that is given a function, and differentiates it, twice in a row on its own result.
  @Test(arguments: pairs) func `a derivative as a function to be differentiated again`(pair: Pair) throws {
    func shifted(by u: Tensor, _ f: @escaping (Tensor) throws -> Tensor) -> (Tensor) throws -> Tensor {
      { x in try f(x + u) }
    }
    // d/du d/dv f(x + u + v) at u = v = 0 is f''(x).
    let zero = try Tensor(0.0)
    let found = try pair.outer.derivative(
      of: { u in
        try pair.inner.derivative(
          of: { v in
            try shifted(by: u, shifted(by: v) { try $0.power(4) })(two)
          }, at: zero)
      }, at: zero)
    #expect(found.numbers == [48])
  }

  @Test func `the same tensor passed twice is two arguments`() throws {
    let found = try gradient(of: { try $0[0].squared() * $0[1] }, at: [two, two])
    #expect(found.map(\.numbers) == [[8], [4]])
    #expect(
      try jvp(of: { try $0[0].squared() * $0[1] }, at: [two, two], along: [one, Tensor(0.0)]).jvp.numbers == [8])
  }
}
