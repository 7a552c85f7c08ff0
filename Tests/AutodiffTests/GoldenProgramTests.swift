import Testing

@testable import Autodiff

/// Programs as they are printed, and how many matrix products derivatives take.
struct GoldenProgramTests {
  /// Three dense layers of width 4 on a batch of 8: the input, then each layer's kernel and bias, then the targets.
  static let types: [TensorType] = {
    let layer = [TensorType(.float32, [4, 4]), TensorType(.float32, [4])]
    return [TensorType(.float32, [8, 4])] + layer + layer + layer + [TensorType(.float32, [8, 4])]
  }()

  static func loss(_ t: [Tensor]) throws -> Tensor {
    var signal = t[0]
    for layer in 0..<3 {
      signal = try signal.matmul(t[1 + 2 * layer]) + t[2 + 2 * layer]
      if layer < 2 { signal = try signal.tanh() }
    }
    return try (signal - t[7]).squared().sum()
  }

  /// The gradient by the tensors at `primals`, and its products with `vectors` vectors, whose inputs follow.
  static func products(_ primals: [Int], vectors: Int) throws -> Program {
    let tangents = (0..<vectors).flatMap { _ in primals.map { types[$0] } }
    return try Program.trace(types + tangents) { inputs in
      let point = primals.map { inputs[$0] }
      func gradient() throws -> [Tensor] {
        let tape = GradientTape()
        try tape.watch(point)
        let value = try tape.recording { try loss(inputs) }
        return try tape.gradients(of: [value], point).compactMap { $0 }
      }
      var results = try gradient()
      for vector in 0..<vectors {
        let start = types.count + vector * primals.count
        let accumulator = try ForwardAccumulator(
          primals: point, tangents: Array(inputs[start..<start + primals.count]))
        let gradients = try accumulator.recording { try gradient() }
        results += gradients.compactMap { accumulator.jvp(of: $0) }
      }
      return results
    }
  }

  /// By the input: 3 products forward and 3 back; the same again for each vector. By the parameters, with a constant input: 3 forward, and
  /// back 3 for kernels and 2 for signals; a vector needs both terms of the product rule wherever both factors move.
  @Test(arguments: [(0, 6, 8), (1, 12, 22), (2, 18, 36), (3, 24, 50)])
  func matrixProducts(vectors: Int, byInput: Int, byParameters: Int) throws {
    #expect(try Self.products([0], vectors: vectors).count(of: "matmul") == byInput)
    #expect(try Self.products(Array(1...6), vectors: vectors).count(of: "matmul") == byParameters)
  }

  @Test func theEarlyPartIsForTheFirstVectorAlone() throws {
    let program = try Self.products(Array(1...6), vectors: 1)
    let (early, late) = try program.split(known: Set(Self.types.indices))
    #expect(early.count(of: "matmul") == 8)
    #expect(late.count(of: "matmul") == 14)
    let inputs = try PlanTests.inputs(program.inputTypes).map { try $0.cast(to: .float32) }
    let residuals = try early.evaluate(Array(inputs.prefix(Self.types.count)))
    let parts = try late.evaluate(Array(inputs.dropFirst(Self.types.count)) + residuals)
    #expect(parts.map(\.doubles) == (try program.evaluate(inputs)).map(\.doubles))
  }

  /// A chain of layers: forward mode keeps nothing behind it, reverse mode each layer's result.
  @Test func forwardModeNeedsTheSameMemoryAtAnyDepth() throws {
    func arenas(depth: Int) throws -> (forward: Int, reverse: Int) {
      let type = TensorType(.float32, [64, 64])
      func chain(_ t: [Tensor]) throws -> Tensor {
        try (0..<depth).reduce(t[0]) { signal, _ in try signal.matmul(t[1]).tanh() }
      }
      let forward = try Program.trace([type, type, type]) { inputs in
        let accumulator = try ForwardAccumulator(primals: inputs[0], tangents: inputs[2])
        let result = try accumulator.recording { try chain(inputs) }
        return [result] + [accumulator.jvp(of: result)].compactMap { $0 }
      }
      let reverse = try Program.trace([type, type]) { inputs in
        let tape = GradientTape()
        try tape.watch(inputs[0])
        let result = try tape.recording { try chain(inputs).sum() }
        return try tape.gradients(of: [result], [inputs[0]]).compactMap { $0 }
      }
      return (try Plan(forward).arenaByteCount, try Plan(reverse).arenaByteCount)
    }
    let (shallow, deep) = (try arenas(depth: 10), try arenas(depth: 200))
    #expect(deep.forward == shallow.forward)
    #expect(deep.reverse > 10 * deep.forward)
  }

  @Test func aProductAndItsDerivativeAsText() throws {
    let types = [TensorType(.float32, [2, 3]), TensorType(.float32, [3, 1]), TensorType(.float32, [3, 1])]
    let program = try Program.trace(types) { inputs in
      let accumulator = try ForwardAccumulator(primals: inputs[1], tangents: inputs[2])
      let gradient = try accumulator.recording {
        let tape = GradientTape()
        try tape.watch(inputs[1])
        let value = try tape.recording { try inputs[0].matmul(inputs[1]).squared().sum() }
        return try tape.gradients(of: [value], [inputs[1]])[0] ?? inputs[1]
      }
      return [gradient] + [accumulator.jvp(of: gradient)].compactMap { $0 }
    }
    #expect(
      program.description == """
        program(%0: float32[2, 3], %1: float32[3, 1], %2: float32[3, 1]) {
          %3 = matmul(%0, %1, transposeA: false, transposeB: false) : float32[2, 1]
          %4 = matmul(%0, %2, transposeA: false, transposeB: false) : float32[2, 1]
          %5 = 2.0 : float32[]
          %6 = broadcast_to(%5, shape: [2, 1]) : float32[2, 1]
          %7 = mul(%3, %6) : float32[2, 1]
          %8 = mul(%4, %6) : float32[2, 1]
          %9 = matmul(%0, %7, transposeA: true, transposeB: false) : float32[3, 1]
          %10 = matmul(%0, %8, transposeA: true, transposeB: false) : float32[3, 1]
          return %9, %10
        }
        """)
  }
}
