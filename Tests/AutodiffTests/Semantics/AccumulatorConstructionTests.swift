import Testing

@testable import Autodiff

/// `ForwardAccumulator(primals:tangents:)`: rows 1 to 7 of the checklist of behaviours.
struct AccumulatorConstructionTests {
  let x = [1.0, 2.0]

  @Test func `1: primals are tensors, variables and nested structures of them`() throws {
    let (a, b, c) = (try Tensor(x), try Tensor(3.0), try Variable(Tensor(x)))
    let primals: TensorTree = ["pair": [.tensor(a), .tensor(b)], "state": .variable(c)]
    let tangents: TensorTree = [
      "pair": [.tensor(try Tensor([10.0, 20])), .tensor(try Tensor(30.0))], "state": .tensor(try Tensor([40.0, 50])),
    ]
    let accumulator = try ForwardAccumulator(primals: primals, tangents: tangents)
    let sum = try accumulator.recording { try a + b + c.value }
    #expect(accumulator.jvp(of: sum)?.numbers == [80, 100])
  }

  @Test func `1: tangents must have the primals' nesting`() throws {
    let (a, b) = (try Tensor(x), try Tensor(x))
    expectError(.structureMismatch, "primals.1 meets nothing") {
      _ = try ForwardAccumulator(primals: [a, b], tangents: [a])
    }
    expectError(.structureMismatch, "nothing meets tangents.1") {
      _ = try ForwardAccumulator(primals: [a], tangents: [a, b])
    }
    expectError(.structureMismatch, "primals.0.1 meets tangents.1.0") {
      _ = try ForwardAccumulator(primals: [[a, b]], tangents: [[a], [b]])
    }
    expectError(.structureMismatch, "primals.kernel meets tangents.weights") {
      _ = try ForwardAccumulator(primals: ["kernel": a], tangents: ["weights": a])
    }
  }

  @Test func `1: a list is no dictionary`() throws {
    let leaf = TensorTree.tensor(try Tensor(x))
    expectError(.structureMismatch, "primals[0] meets tangents.0") {
      _ = try ForwardAccumulator(primals: [leaf] as TensorTree, tangents: ["0": leaf])
    }
  }

  @Test func `2: the same tensor or variable twice is an error that names both places`() throws {
    let (a, b, v) = (try Tensor(x), try Tensor(x), try Variable(Tensor(x)))
    expectError(.duplicatePrimal, "multiple times: primals.0 and primals.2") {
      _ = try ForwardAccumulator(primals: [a, b, a], tangents: [b, b, b])
    }
    expectError(.duplicatePrimal, "primals.deep.0.1 and primals.flat.0.0") {
      _ = try ForwardAccumulator(
        primals: ["deep": [[b, a]], "flat": [[a]]], tangents: ["deep": [[b, b]], "flat": [[b]]])
    }
    expectError(.duplicatePrimal, "multiple times") { _ = try ForwardAccumulator(primals: [v, v], tangents: [a, b]) }
  }

  @Test func `2: equal values in distinct tensors are fine, and so is one tangent for two primals`() throws {
    let (a, b, tangent) = (try Tensor(x), try Tensor(x), try Tensor([1.0, 10]))
    let accumulator = try ForwardAccumulator(primals: [a, b], tangents: [tangent, tangent])
    #expect(try accumulator.recording { accumulator.jvp(of: try a + b)?.numbers } == [2, 20])
  }

  @Test func `3: watching a watched primal again sums its tangents`() throws {
    let a = try Tensor(-2.0)
    let accumulator = try ForwardAccumulator(primals: a, tangents: Tensor(3.0))
    try accumulator.recording {
      #expect(accumulator.jvp(of: a)?.numbers == [3])
      try accumulator.watch(a, tangents: Tensor(10.0))
      #expect(accumulator.jvp(of: a)?.numbers == [13])
      try accumulator.watch(a, tangents: Tensor(11.0))
      #expect(try accumulator.jvp(of: 3 * a)?.numbers == [72])
    }
    #expect(accumulator.jvp(of: a)?.numbers == [24])
  }

  @Test func `4: an unwatched tensor is as one with a zero tangent`() throws {
    let (a, b, v) = (try Tensor(x), try Tensor([3.0, 4]), try Tensor([5.0, 6]))
    func product(_ accumulator: ForwardAccumulator) throws -> [Double]? {
      try accumulator.recording { accumulator.jvp(of: try (a * b).sin())?.numbers }
    }
    let alone = try product(ForwardAccumulator(primals: a, tangents: v))
    let both = try product(ForwardAccumulator(primals: [a, b], tangents: [v, Tensor([0.0, 0])]))
    #expect(alone == both)
  }

  @Test func `5: a tangent of another element type is an error, numbers take the primal's type`() throws {
    let a = try Tensor([Float(1), 2])
    expectError(.dtypeMismatch, "tangents is float64[2], but must be float32[2]") {
      _ = try ForwardAccumulator(primals: a, tangents: Tensor(x))
    }
    let accumulator = try ForwardAccumulator(primals: a, tangents: Tensor(x, like: a))
    #expect(accumulator.jvp(of: a)?.type == a.type)
  }

  @Test(arguments: [[], [1], [1, 2], [2, 1], [3]] as [[Int]])
  func `6: a tangent of another shape is an error at construction, a scalar too`(shape: [Int]) throws {
    let (a, shape) = (try Tensor(x), try Shape(shape))
    let tangent = try Tensor([Double](repeating: 1, count: shape.elementCount), shape: shape)
    expectError(.shapeMismatch, "tangents.w is float64\(shape)") {
      _ = try ForwardAccumulator(primals: ["w": a], tangents: ["w": tangent])
    }
  }

  @Test func `7: a primal that is not floating is an error`() throws {
    for primal in [try Tensor([Int64(1)]), try Tensor([Int32(1)]), try Tensor([true])] {
      expectError(.notDifferentiable, "primals.1 must be of a floating type, not \(primal.type)") {
        _ = try ForwardAccumulator(primals: [Tensor(x), primal], tangents: [Tensor(x), primal])
      }
    }
  }

  @Test func `a failed watch leaves the accumulator as it was`() throws {
    let (a, b) = (try Tensor(x), try Tensor(x))
    let accumulator = try ForwardAccumulator(primals: [Tensor](), tangents: [])
    expectError(.shapeMismatch) { try accumulator.watch([a, b], tangents: [a, Tensor(1.0)]) }
    #expect(accumulator.jvp(of: a) == nil)
  }
}
