import Autodiff
import Testing

/// Variables in both modes: rows 19, 34, 42 and 45.
struct VariableTests {
  let x: Variable
  let fixed: Variable

  init() throws {
    (x, fixed) = (try Variable(Tensor([2.0, 3])), try Variable(Tensor([5.0, 7]), name: "fixed", isTrainable: false))
  }

  @Test func `19: every read of a variable has its tangent, and so has the variable`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor([1.0, 10]))
    func read() throws -> Tensor { try x.value }
    let (first, second) = try accumulator.recording { (try x.value, try read()) }
    #expect(!first.isIdentical(to: second))
    #expect(accumulator.jvp(of: first)?.numbers == [1, 10])
    #expect(accumulator.jvp(of: second)?.numbers == [1, 10])
    #expect(try accumulator.jvp(of: x).numbers == [1, 10])
    #expect(accumulator.jvp(of: try x.value) == nil)
  }

  @Test func `19: an assignment changes the value and not the tangent`() throws {
    let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor([1.0, 10]))
    let y = try accumulator.recording {
      try x.assign(x.value * 100)
      return try x.value.squared()
    }
    #expect(y.numbers == [40000, 90000])
    #expect(accumulator.jvp(of: y)?.numbers == [400, 6000])
  }

  @Test func `34: trainable variables are watched when they are read, unless the tape is told not to`() throws {
    for watches in [true, false] {
      let tape = GradientTape(watchAccessedVariables: watches)
      let y = try tape.recording { try (x.value * fixed.value).sum() }
      #expect(tape.watchedVariables.map { $0 === x } == (watches ? [true] : []))
      let found = try tape.gradient(of: y, [x, fixed], unconnectedGradients: .none)
      #expect(found.map { $0?.numbers } == [watches ? [5, 7] : nil, nil])
    }
  }

  @Test func `34: a variable that is not trainable can be watched`() throws {
    let tape = GradientTape()
    try tape.watch(fixed)
    let y = try tape.recording { try fixed.value.squared() }
    #expect(tape.watchedVariables.map { $0 === fixed } == [true])
    #expect(try tape.gradient(of: y, fixed).numbers == [10, 14])
  }

  @Test func `42: the watched variables are known after the gradient too, each once, in order`() throws {
    let (tape, other) = (GradientTape(), try Variable(Tensor(1.0), name: "other"))
    let y = try tape.recording { try (other.value * x.value + x.value).sum() }
    _ = try tape.gradient(of: y, x)
    #expect(tape.watchedVariables.map(\.name) == ["other", nil])
    tape.reset()
    #expect(tape.watchedVariables.isEmpty)
  }

  @Test func `42: a variable that is read while the tape is stopped is not watched`() throws {
    let tape = GradientTape()
    try tape.recording { try tape.stopRecording { _ = try x.value } }
    #expect(tape.watchedVariables.isEmpty)
  }

  @Test func `45: an assignment stops gradients into what was assigned`() throws {
    let (tape, source) = (GradientTape(), try Tensor([1.0, 2]))
    try tape.watch(source)
    let y = try tape.recording {
      try x.assign(source * 3)
      return try x.value.squared()
    }
    let found = try tape.gradient(
      of: y, ["x": .variable(x), "source": .tensor(source)] as TensorTree, unconnectedGradients: .none)
    #expect(found["x"].tensor?.numbers == [6, 12])
    #expect(found["source"].tensor == nil)
  }

  @Test func `a read keeps its value through later assignments`() throws {
    let before = try x.value
    try x.assign(Tensor([8.0, 9]))
    #expect(before.numbers == [2, 3])
    #expect(try x.value.numbers == [8, 9])
  }

  @Test func `a variable takes values of its own type only, and no placeholders`() throws {
    expectError(.shapeMismatch, "fixed of type float64[2] cannot be assigned float64[]") {
      try fixed.assign(Tensor(1.0))
    }
    expectError(.dtypeMismatch) { try fixed.assign(Tensor([Float(1), 2])) }
    expectError(.recorderMisuse, "placeholder") {
      _ = try Program.trace([x.type]) { inputs in
        try x.assign(inputs[0])
        return inputs
      }
    }
    #expect(try fixed.value.numbers == [5, 7])
  }

  @Test func `what a variable began with is no part of its gradient`() throws {
    let tape = GradientTape()
    let start = try Tensor([1.0, 2])
    try tape.watch(start)
    let y = try tape.recording { try Variable(start * 2).value * 3 }
    #expect(try tape.gradient(of: y, start) == nil)
  }
}
