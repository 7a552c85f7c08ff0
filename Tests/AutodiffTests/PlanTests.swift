import Testing

@testable import Autodiff

/// What a plan computes is what the program says, whatever its passes did.
struct PlanTests {
  static let mlp: [TensorType] = [
    TensorType(.float64, [5, 4]), TensorType(.float64, [4, 3]), TensorType(.float64, [3]),
    TensorType(.float64, [3, 2]),
    TensorType(.float64, [2]), TensorType(.float64, [5, 2]),
  ]

  static func loss(_ t: [Tensor]) throws -> Tensor {
    let hidden = try (t[0].matmul(t[1]) + t[2]).tanh()
    let output = try (hidden.matmul(t[3]) + t[4]).sigmoid()
    return try (output - t[5]).squared().mean()
  }

  static func gradient(_ t: [Tensor]) throws -> [Tensor] {
    let tape = GradientTape()
    try tape.watch(Array(t[1...4]))
    let value = try tape.recording { try loss(t) }
    return try [value] + tape.gradient(of: value, Array(t[1...4]))
  }

  static func hvp(_ t: [Tensor]) throws -> [Tensor] {
    let accumulator = try ForwardAccumulator(primals: Array(t[1...4]), tangents: Array(t[6...9]))
    let gradients = try accumulator.recording { try gradient(Array(t[0...5])) }
    return try gradients + accumulator.jvp(of: gradients)
  }

  static func inputs(_ types: [TensorType]) throws -> [Tensor] {
    var state: UInt64 = 7
    return try types.map { type in
      let elements = (0..<type.shape.elementCount).map { _ -> Double in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24) * 2 - 1
      }
      return try Tensor(elements, shape: type.shape)
    }
  }

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let types: [TensorType]
    let body: @Sendable ([Tensor]) throws -> [Tensor]
  }

  static let cases = [
    Case(description: "loss", types: mlp) { [try loss($0)] },
    Case(description: "gradient", types: mlp) { try gradient($0) },
    Case(description: "hvp", types: mlp + mlp[1...4]) { try hvp($0) },
    Case(description: "input is output", types: [[2]].map { TensorType(.float64, $0) }) { [$0[0], $0[0]] },
    Case(
      description: "row and column broadcasts",
      types: [[3, 1], [1, 700], [2, 3, 700]].map { TensorType(.float64, $0) }
    ) { t in
      [try (t[0] * t[2] + t[1]).exp(), try t[0] + t[1]]
    },
    // Numbers in either place, values that are read again later, given out on the way, or read twice at once, and other functions between.
    Case(description: "chains", types: [[1100], [1100]].map { TensorType(.float64, $0) }) { t in
      let difference = try 1 - t[0] * t[0]
      let later = try (2 / (difference + 3)).squared()
      let doubled = try (later + t[1]) * (later + t[1])
      return [try (doubled - difference).tanh() * 0.5 + later, later, try -(doubled.relu() / t[1])]
    },
    // Three values in tiles at once: more elements than a tile holds must not reach from one into the next, or beyond the last.
    Case(description: "one chain with tiles", types: [TensorType(.float64, [200_003])]) { t in
      let (a, b) = (try t[0] * t[0], try t[0] + 2)
      let c = try a * b + t[0]
      return [try (c - a) * b + c]
    },
    Case(description: "bool tiles", types: [[3000], [3000]].map { TensorType(.float64, $0) }) { t in
      let condition = try t[0].isGreater(than: t[1]).logicalAnd(t[0].isLess(than: t[1] + 0.5))
      return [try Tensor.where(condition, t[0].exp(), t[1].sin()), condition]
    },
    Case(description: "sum of products", types: [[4, 4], [4, 4]].map { TensorType(.float64, $0) }) { t in
      let first = try t[0].matmul(t[1])
      return [try first + t[1].matmul(t[0]) + t[0].matmul(t[0]), try t[1].matmul(t[1]) + first]
    },
    Case(description: "reshapes between", types: [[4, 6]].map { TensorType(.float64, $0) }) { t in
      let flat = try t[0].exp().reshaped(to: [24])
      return [try (flat + 1).reshaped(to: [2, 12]).sin(), flat]
    },
    Case(description: "softmax and reductions", types: [[4, 6]].map { TensorType(.float64, $0) }) { t in
      [
        try t[0].softmax(), try t[0].logSoftmax().sum(axes: [0]), try t[0].max(axes: [0, 1]),
        try t[0].transposed().min(axes: [0]),
      ]
    },
    Case(description: "constants", types: [[2, 2]].map { TensorType(.float64, $0) }) { t in
      [try t[0].matmul(Tensor([[1.0, 2], [3, 4]])) * 2 + 1, try Tensor([5.0, 6])]
    },
    Case(description: "empty", types: [[0, 3], [3, 2]].map { TensorType(.float64, $0) }) { t in
      [try t[0].matmul(t[1]).exp(), try t[0].sum(axes: [0]), try t[0].transposed().matmul(t[0] + 1)]
    },
  ]

  @Test(arguments: cases) func equalsEager(_ example: Case) throws {
    let inputs = try Self.inputs(example.types)
    let eager = try example.body(inputs)
    let program = try Program.trace(example.types, example.body)
    try program.validate()
    let evaluated = try program.evaluate(inputs)
    for (v, e) in zip(evaluated, eager) {
      for (v, e) in zip(try #require(v.doubles), try #require(e.doubles)) {
        #expect(abs(v - e) <= 4e-16 * max(1, abs(e)), "\(program)")
      }
    }
    let plan = try Plan(program)
    let workspace = Workspace()
    for _ in 0..<2 {
      let planned = try plan.run(inputs, in: workspace)
      #expect(planned.count == eager.count)
      for (planned, eager) in zip(planned, eager) {
        #expect(planned.type == eager.type)
        for (p, e) in zip(try #require(planned.doubles), try #require(eager.doubles)) {
          #expect(abs(p - e) <= 4e-16 * max(1, abs(e)), "\(program)")
        }
      }
      workspace.poison()
    }
  }

  @Test func oneWorkspaceServesManyPlans() throws {
    let workspace = Workspace()
    for example in Self.cases + Self.cases.reversed() {
      let inputs = try Self.inputs(example.types)
      let plan = try Plan(Program.trace(example.types, example.body))
      let planned = try plan.run(inputs, in: workspace)
      #expect(planned.map(\.type) == plan.outputTypes)
    }
  }

  /// The run is asked before its only step, and then inside it.
  @Test(arguments: [
    Case(description: "elementwise", types: [TensorType(.float64, [200_000])]) { [try $0[0].tanh().exp()] },
    Case(description: "product", types: [TensorType(.float64, [1024, 1024]), TensorType(.float64, [1024, 1024])]) {
      [try $0[0].matmul($0[1])]
    },
  ])
  func aLongStepIsStoppedInside(_ long: Case) throws {
    let plan = try Plan(Program.trace(long.types, long.body))
    var questions = 0
    let error = try #require(throws: AutodiffError.self) {
      try plan.run(
        Self.inputs(long.types), in: Workspace(),
        shouldStop: {
          questions += 1
          return questions > 1
        })
    }
    #expect(error.kind == .deadlineExceeded && questions == 2)
  }

  @Test func aStoppedRunSaysSo() throws {
    let plan = try Plan(Program.trace(Self.mlp) { [try Self.loss($0)] })
    let error = try #require(throws: AutodiffError.self) {
      try plan.run(Self.inputs(Self.mlp), in: Workspace(), shouldStop: { true })
    }
    #expect(error.kind == .deadlineExceeded)
  }
}
