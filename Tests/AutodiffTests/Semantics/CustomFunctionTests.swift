import Autodiff
import Testing

/// Functions with derivatives of one's own: rows 21, 22, 44 and 46.
struct CustomFunctionTests {
  struct Interruption: Error {}

  let x: Tensor
  let v: Tensor

  init() throws {
    (x, v) = (try Tensor([0.5, -2]), try Tensor([1.0, 10]))
  }

  /// The square with a derivative that is three times too large, so that one sees whose is used.
  static let tripled = CustomFunction("tripled") {
    try $0[0].squared()
  } pullback: { cotangent, x, _ in
    [try cotangent * (6 * x[0])]
  }
  /// `x * sin(y)` by its tangent.
  static let mixed = CustomFunction("mixed") { x in
    try x[0] * x[1].sin()
  } tangent: { tangents, x, _ in
    let terms = [try tangents[0].map { try $0 * x[1].sin() }, try tangents[1].map { try $0 * x[0] * x[1].cos() }]
    return try terms.compactMap { $0 }.reduce(nil) { sum, term in try sum.map { try $0 + term } ?? term }
  }

  @Test func `21: a pullback is transposed for products`() throws {
    let (value, product) = try jvp(of: { try Self.tripled($0) }, at: x, along: v)
    #expect(value.numbers == [0.25, 4])
    #expect(product.numbers == [3, -120])
  }

  @Test func `21: an error in a pullback surfaces in both modes`() throws {
    let failing = CustomFunction("failing") {
      $0[0]
    } pullback: { _, _, _ in
      throw Interruption()
    }
    #expect(throws: Interruption.self) { try jvp(of: { try failing($0) }, at: x, along: v) }
    #expect(throws: Interruption.self) { try gradient(of: { try failing($0).sum() }, at: x) }
    #expect(try failing(x).numbers == x.numbers)
  }

  @Test func `22: a tangent rule serves products and gradients`() throws {
    let check = try checkGradients(of: { try Self.mixed($0[0], $0[1]) }, at: [x, v], order: 3)
    #expect(check.holds, "\(check)")
    let plain = try gradient(of: { try ($0[0] * $0[1].sin()).sum() }, at: [x, v])
    #expect(
      try gradient(of: { try Self.mixed($0[0], $0[1]).sum() }, at: [x, v]).map(\.numbers) == plain.map(\.numbers))
  }

  @Test func `22: what is recorded in one mode only is a constant in the other`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    let tape = GradientTape(persistent: true)
    try tape.watch(x)
    let (forward, reverse) = try accumulator.recording {
      try tape.recording {
        (try withRecording(only: .forward) { try x * 2 }, try withRecording(only: .reverse) { try x * 2 })
      }
    }
    #expect(accumulator.jvp(of: forward)?.numbers == [2, 20])
    #expect(accumulator.jvp(of: reverse) == nil)
    #expect(try tape.gradient(of: forward, x) == nil)
    #expect(try tape.gradient(of: reverse, x)?.numbers == [2, 2])
  }

  @Test func `23: withoutRecording silences accumulators and tapes`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    let tape = GradientTape()
    try tape.watch(x)
    let y = try accumulator.recording { try tape.recording { try withoutRecording { try x * 2 } } }
    #expect(accumulator.jvp(of: y) == nil)
    #expect(try tape.gradient(of: y, x) == nil)
  }

  struct Fingerprint: OpaqueOperation {
    static let name = "fingerprint"
    func resultType(_ operands: [TensorType]) throws -> TensorType { operands[0] }
    func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering { .view }
  }

  @Test func `44: an operation without a derivative is an error where one is asked for`() throws {
    #expect(try apply(Fingerprint(), [x]).numbers == x.numbers)
    expectError(.notDifferentiable, "no derivative of fingerprint is known") {
      _ = try jvp(of: { try apply(Fingerprint(), [$0]) }, at: x, along: v)
    }
    let tape = GradientTape()
    try tape.watch(x)
    let y = try tape.recording { try apply(Fingerprint(), [x]) }
    expectError(.notDifferentiable, "fingerprint") { _ = try tape.gradient(of: y, x) }
  }

  @Test func `46: the user's rule replaces the derivative of the steps`() throws {
    let (value, found) = try valueAndGradient(of: { try Self.tripled($0).sum() }, at: x)
    #expect(value.numbers == [4.25])
    #expect(found.numbers == [3, -12])
  }

  @Test(arguments: [0, 2]) func `46: a wrong number of cotangents is an error`(count: Int) throws {
    let wrong = CustomFunction("wrong") {
      $0[0]
    } pullback: { cotangent, _, _ in
      [Tensor?](repeating: cotangent, count: count)
    }
    for body in [
      { _ = try gradient(of: { try wrong($0).sum() }, at: x) }, { _ = try jvp(of: { try wrong($0) }, at: x, along: v) },
    ] {
      expectError(.operandCount, "the pullback of wrong must give 1 cotangents, one per operand, not \(count)", body)
    }
  }

  @Test func `46: a derivative of another type is an error`() throws {
    let scalar = CustomFunction("scalar") {
      $0[0]
    } pullback: { cotangent, _, _ in
      [try cotangent.sum()]
    }
    expectError(.shapeMismatch, "cotangent 0 of scalar must be float64[2], not float64[]") {
      _ = try gradient(of: { try scalar($0).sum() }, at: x)
    }
    let single = CustomFunction("single") {
      $0[0]
    } tangent: { tangents, _, _ in
      try tangents[0]?.cast(to: .float32)
    }
    expectError(.dtypeMismatch, "the tangent of single must be float64[2], not float32[2]") {
      _ = try jvp(of: { try single($0) }, at: x, along: v)
    }
  }

  @Test func `46: an error in the value surfaces`() {
    let failing = CustomFunction("failing") { _ in
      throw Interruption()
    } pullback: { cotangent, _, _ in
      [cotangent]
    }
    #expect(throws: Interruption.self) { try failing(x) }
  }

  @Test func `46: a rule is differentiated for the second order, or has its own`() throws {
    let second = CustomFunction("second") {
      try 2 * $0[0]
    } pullback: {
      cotangent, x, _ in
      [try cotangent * (100 * x[0])]
    }
    let first = CustomFunction("first") {
      try $0[0].squared()
    } pullback: {
      cotangent, x, _ in
      [try cotangent * second(x[0])]
    }
    let ones = try Tensor([1.0, 1])
    #expect(try hvp(of: { try Self.tripled($0).sum() }, at: x, along: ones).hvp.numbers == [6, 6])
    #expect(try hvp(of: { try first($0).sum() }, at: x, along: ones).gradient.numbers == [1, -4])
    #expect(try hvp(of: { try first($0).sum() }, at: x, along: ones).hvp.numbers == [50, -200])
  }

  @Test func `an operand that does not count gets no cotangent`() throws {
    let first = CustomFunction("first") {
      try $0[0] * $0[1]
    } pullback: {
      cotangent, x, _ in
      [try cotangent * x[1], nil]
    }
    let tape = GradientTape()
    try tape.watch([x, v])
    let y = try tape.recording { try first(x, v) }
    #expect(try tape.gradients(of: [y], [x, v]).map { $0?.numbers } == [v.numbers, nil])
  }

  @Test func `a program keeps the rule`() throws {
    let program = try Program.trace([x.type]) { [try Self.tripled($0[0])] }
    let (value, found) = try valueAndGradient(of: { try program.evaluate([$0])[0].sum() }, at: x)
    #expect(value.numbers == [4.25])
    #expect(found.numbers == [3, -12])
    #expect(try Plan(program).run([x], in: Workspace())[0].numbers == [0.25, 4])
  }

  @Test func `a program keeps stop_gradient`() throws {
    let program = try Program.trace([x.type]) { [try $0[0] * $0[0].stoppingGradient()] }
    #expect(try gradient(of: { try program.evaluate([$0])[0].sum() }, at: x).numbers == x.numbers)
  }
}
