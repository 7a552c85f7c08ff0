import Autodiff
import Testing

/// The examples that TensorFlow's documentation of `ForwardAccumulator` prints, with its numbers.
struct DocumentedExamplesTests {
  let x = [[2.0, 3.0], [1.0, 4.0]]
  let targets = [[1.0], [-1.0]]

  func loss(_ kernel: Tensor, _ bias: Tensor) throws -> Tensor {
    let prediction = try Tensor(x).matmul(kernel) + bias
    return try (prediction - Tensor(targets)).squared().sum()
  }

  @Test(arguments: [[0.5, 0.25], [0, 0], [-1.5, 2], [1e3, -1e-3]])
  func linearRegressionColumnsEqualTheGradient(weights: [Double]) throws {
    let (kernel, bias) = (try Tensor([[weights[0]], [weights[1]]]), try Tensor([0.0]))
    let tape = GradientTape()
    try tape.watch([kernel, bias])
    let gradient = try tape.gradient(of: tape.recording { try loss(kernel, bias) }, [kernel, bias])

    func column(_ k: [[Double]], _ b: [Double]) throws -> Double {
      let accumulator = try ForwardAccumulator(primals: [kernel, bias], tangents: [Tensor(k), Tensor(b)])
      let value = try accumulator.recording { try loss(kernel, bias) }
      return try #require(accumulator.jvp(of: value)?.doubles?.first)
    }
    let columns = [try column([[1], [0]], [0]), try column([[0], [1]], [0]), try column([[0], [0]], [1])]
    #expect(columns == gradient.flatMap { $0.doubles ?? [] })
  }

  @Test func linearRegressionWithZeroKernelGivesMinusTwo() throws {
    let kernel = try Tensor([[0.0], [0.0]])
    let accumulator = try ForwardAccumulator(primals: kernel, tangents: Tensor([[1.0], [0.0]]))
    let value = try accumulator.recording { try loss(kernel, Tensor([0.0])) }
    #expect(accumulator.jvp(of: value)?.doubles == [-2])
  }

  @Test func powerNestedTwice() throws {
    let primal = try Tensor(1.1)
    let outer = try ForwardAccumulator(primals: primal, tangents: Tensor(1.0))
    let inner = try ForwardAccumulator(primals: primal, tangents: Tensor(1.0))
    let result = try outer.recording {
      try inner.recording { try primal.power(3.5) }
    }
    let first = try #require(inner.jvp(of: result))
    let second = try #require(outer.jvp(of: first))
    #expect(abs((first.doubles ?? [0])[0] - 4.4417057) < 1e-6)
    #expect(abs((second.doubles ?? [0])[0] - 10.094786) < 1e-5)
    #expect(inner.jvp(of: try #require(outer.jvp(of: result))) == nil)
  }

  @Test func hessianVectorProductForwardOverReverse() throws {
    let v = try Tensor([1.0, 2.0])
    let accumulator = try ForwardAccumulator(primals: v, tangents: Tensor([1.0, 0.0]))
    let gradient = try accumulator.recording {
      let tape = GradientTape()
      try tape.watch(v)
      let out = try tape.recording { try v.power(3).sum() }
      return try tape.gradient(of: out, v)
    }
    #expect(gradient?.doubles == [3, 12])
    #expect(accumulator.jvp(of: try #require(gradient))?.doubles == [6, 0])
  }

  @Test func theSameTensorTwiceIsAnError() throws {
    let x = try Tensor([1.0, 2.0])
    let error = #expect(throws: AutodiffError.self) {
      try ForwardAccumulator(primals: [x, x], tangents: [x, x])
    }
    #expect(error?.kind == .duplicatePrimal)
  }

  @Test func theSameThroughAProgram() throws {
    let program = try Program.trace([TensorType(.float64, [2]), TensorType(.float64, [2])]) { inputs in
      let accumulator = try ForwardAccumulator(primals: inputs[0], tangents: inputs[1])
      let gradient = try accumulator.recording {
        let tape = GradientTape()
        try tape.watch(inputs[0])
        return try tape.gradient(of: tape.recording { try inputs[0].power(3).sum() }, inputs[0])
      }
      let found = try #require(gradient)
      return [found, try #require(accumulator.jvp(of: found))]
    }
    try program.validate()
    let results = try program.evaluate([Tensor([1.0, 2.0]), Tensor([1.0, 0.0])])
    #expect(results.map(\.doubles) == [[3, 12], [6, 0]])
    print(program)
  }
}
