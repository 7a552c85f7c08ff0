import Testing

@testable import Autodiff

/// Loops and conditionals have the derivatives of what they do, in every mode and order.
struct ControlFlowTests {
  /// x ** 5 by a loop with a counter.
  static func loopedPower(_ x: Tensor) throws -> Tensor {
    try Tensor.whileLoop(
      [Tensor(0.0), Tensor(1.0), x], output: 1,
      condition: { try $0[0].isLess(than: Tensor(5.0)) },
      body: { [try $0[0] + 1, try $0[1] * $0[2], $0[2]] })
  }

  /// Doubles until the value is at least 100: how often depends on the value.
  static func doubled(_ x: Tensor) throws -> Tensor {
    try Tensor.whileLoop([x], condition: { try $0[0].isLess(than: Tensor(100.0)) }, body: { [try $0[0].squared()] })
  }

  static func chosen(_ x: Tensor) throws -> Tensor {
    try Tensor.cond(
      x.isGreater(than: Tensor(0.0)), [x], then: { try $0[0].sin() * $0[0] }, otherwise: { try $0[0].log() })
  }

  static func value(_ x: Double) throws -> Double { try #require(chosen(Tensor(x)).doubles?.first) }

  typealias Function = @Sendable (Tensor) throws -> Tensor

  static func forward(_ f: @escaping Function) -> Function {
    { x in
      let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor(1.0))
      let y = try accumulator.recording { try f(x) }
      return try accumulator.jvp(of: y) ?? Tensor(zerosLike: x)
    }
  }

  static func reverse(_ f: @escaping Function) -> Function {
    { x in
      let tape = GradientTape()
      try tape.watch(x)
      let y = try tape.recording { try f(x) }
      return try tape.gradient(of: y, x) ?? Tensor(zerosLike: x)
    }
  }

  /// The derivatives of the orders 1, 2 and 3 with each transform at each level, eager and traced.
  static func derivatives(_ f: @escaping Function, order: Int, at x: Double) throws -> [Double] {
    var functions: [Function] = [f]
    for _ in 0..<order { functions = functions.flatMap { [forward($0), reverse($0)] } }
    return try functions.flatMap { function in
      let program = try Program.trace([TensorType(.float64, .scalar)]) { [try function($0[0])] }
      let planned = try Plan(program).run([Tensor(x)], in: Workspace())
      return (try function(Tensor(x)).doubles ?? []) + (planned[0].doubles ?? [])
    }
  }

  @Test(arguments: [(1, 5 * 16.0), (2, 20 * 8.0), (3, 60 * 4.0)])
  func aLoopWithACounter(order: Int, expected: Double) throws {
    for derivative in try Self.derivatives(Self.loopedPower, order: order, at: 2) {
      #expect(abs(derivative - expected) <= 1e-12 * expected)
    }
  }

  @Test(arguments: [(1, 8 * 128.0), (2, 56 * 64.0), (3, 336 * 32.0)])
  func aLoopWhoseTurnsDependOnItsData(order: Int, expected: Double) throws {
    for derivative in try Self.derivatives(Self.doubled, order: order, at: 2) {
      #expect(abs(derivative - expected) <= 1e-12 * expected)
    }
  }

  @Test func aLoopThatNeverTurnsIsTheIdentity() throws {
    #expect(try Self.derivatives(Self.doubled, order: 1, at: 1000) == [1, 1, 1, 1])
    #expect(try Self.derivatives(Self.doubled, order: 2, at: 1000).allSatisfy { $0 == 0 })
  }

  @Test func theBranchTakenHasTheDerivative() throws {
    let x = 0.7
    for derivative in try Self.derivatives(Self.chosen, order: 1, at: x) {
      let step = 1e-5
      let difference = try Self.value(x + step) / (2 * step) - Self.value(x - step) / (2 * step)
      #expect(abs(derivative - difference) < 1e-9)
    }
    // log of a negative number is NaN on the other side; nothing of it comes through here.
    #expect(try Self.derivatives(Self.chosen, order: 3, at: x).allSatisfy(\.isFinite))
  }

  @Test func anEndlessLoopIsAnError() throws {
    let error = #expect(throws: AutodiffError.self) {
      try Tensor.whileLoop(
        [Tensor(1.0)], maximumTurns: 50, condition: { try $0[0].isGreater(than: Tensor(0.0)) },
        body: { [try $0[0] + 1] })
    }
    #expect(error?.kind == .limitExceeded)
  }

  @Test func whatDoesNotFitIsAnError() throws {
    func kind(_ body: () throws -> Tensor) -> AutodiffError.Kind? {
      #expect(throws: AutodiffError.self) { try body() }?.kind
    }
    let x = try Tensor([1.0, 2])
    #expect(kind { try Tensor.cond(x, [x], then: { $0[0] }, otherwise: { $0[0] }) } == .dtypeMismatch)
    #expect(
      kind { try Tensor.cond(Tensor(true), [x], then: { $0[0] }, otherwise: { try $0[0].sum() }) } == .shapeMismatch)
    #expect(kind { try Tensor.whileLoop([x], condition: { $0[0] }, body: { $0 }) } == .dtypeMismatch)
    #expect(
      kind { try Tensor.whileLoop([x], condition: { _ in try Tensor(true) }, body: { [try $0[0].sum()] }) }
        == .shapeMismatch)
  }
}
