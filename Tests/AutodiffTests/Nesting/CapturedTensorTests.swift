import Autodiff
import Testing

/// Tensors with numbers that a trace captures: recorders know them as they know its placeholders.
struct CapturedTensorTests {
  let x: Tensor
  let types = [TensorType(.float64, [3])]
  let input: Tensor

  init() throws {
    (x, input) = (try Tensor(2.0), try Tensor([1.0, 2, 3]))
  }

  @Test func `an accumulator inside a trace watches a captured tensor, also where it is broadcast`() throws {
    let program = try Program.trace(types) { t in
      let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor(1.0))
      let y = try accumulator.recording { [try t[0] * x, try t[0] * x.broadcast(to: [3]), try t[0] / x.exp()] }
      return try accumulator.jvp(of: y)
    }
    let found = try program.evaluate([input])
    #expect(found[0].numbers == input.numbers)
    #expect(found[1].numbers == input.numbers)
    #expect(found[2].numbers == (try -input / x.exp()).numbers)
  }

  @Test func `a tape inside a trace watches a captured tensor`() throws {
    let program = try Program.trace(types) { t in
      let tape = GradientTape()
      try tape.watch(x)
      let y = try tape.recording { try (t[0] * x).sum() + x }
      return [try tape.gradient(of: y, [x])[0]]
    }
    #expect(try program.evaluate([input])[0].numbers == [7])
  }

  @Test(arguments: [0.0, 1, 2]) func `recorders around a trace know what it captures, whatever its number`(
    number: Double
  ) throws {
    let x = try Tensor(number)
    func f(_ x: Tensor) throws -> [Tensor] {
      let program = try Program.trace(types) { t in
        [
          try t[0] * 2 + x, try t[0] * x, try (t[0] * 0 + 1) * x,
          try t[0].power(x.broadcast(to: [3]) * 0 + 2) * x.exp(),
        ]
      }
      return try program.evaluate([input])
    }
    let found = try jvp(of: f, at: x, along: Tensor(1.0)).jvp
    let ones = [1.0, 1, 1]
    let last = try input.squared() * x.exp()
    #expect(found.map(\.numbers) == [ones, input.numbers, ones, last.numbers])
    let pulled = try vjp(of: f, at: x).pullback(found)
    let expected = try found.reduce(0) { try $0 + $1.squared().sum().numbers[0] }
    #expect(abs(pulled.numbers[0] - expected) < 1e-15 * expected)
  }
}
