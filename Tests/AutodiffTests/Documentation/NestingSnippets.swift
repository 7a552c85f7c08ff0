import Autodiff
import Testing

/// The code of the article on nesting.
struct NestingSnippets {
  let x: Tensor
  let v: Tensor

  init() throws {
    (x, v) = (try Tensor([1.0, 2.0]), try Tensor([1.0, 0.0]))
  }

  @Test func forwardOverReverse() throws {
    // snippet
    let accumulator = try ForwardAccumulator(primals: x, tangents: v)
    let gradient = try accumulator.recording {
      let tape = GradientTape()
      try tape.watch(x)
      let y = try tape.recording { try x.power(3).sum() }
      return try tape.gradient(of: y, [x])[0]  // [3, 12]
    }
    let product = accumulator.jvp(of: gradient)  // [6, 0]
    // end
    #expect(gradient.numbers == [3, 12])
    #expect(product?.numbers == [6, 0])
  }

  @Test func theOrderOfEntryCounts() throws {
    let x = try Tensor(1.1)
    // snippet
    let one = try Tensor(1.0)
    let inner = try ForwardAccumulator(primals: x, tangents: one)
    let outer = try ForwardAccumulator(primals: x, tangents: one)
    let y = try outer.recording {
      try inner.recording { try x.power(3.5) }
    }
    if let first = inner.jvp(of: y) {  // 4.4417…
      let second = outer.jvp(of: first)  // 10.0947…
      let none = second.flatMap { inner.jvp(of: $0) }  // nil: what the outer one computes, the inner one does not see
      print(first, second as Any, none as Any)
    }
    // end
    let first = try #require(inner.jvp(of: y))
    #expect(abs(try #require(outer.jvp(of: first)).numbers[0] - 10.0947) < 1e-4)
  }

  @Test func anyOrder() throws {
    let x = try Tensor(2.0)
    // snippet
    func derivative(_ f: @escaping (Tensor) throws -> Tensor) -> (Tensor) throws -> Tensor {
      { x in try gradient(of: f, at: x) }
    }
    let third = try derivative(derivative(derivative { try $0.power(4) }))(x)  // 24 x
    // end
    #expect(third.numbers == [48])
  }

  @Test func capturedTensorsAreConstants() throws {
    let x = try Tensor(2.0)
    // snippet
    // d/dx (x · d/dy (x + y)), which is 1 and not 2.
    let slope = try gradient(
      of: { x in try x * gradient(of: { y in try x + y }, at: x) }, at: x)
    // end
    #expect(slope.numbers == [1])
  }

  @Test func tasks() async throws {
    let layers: [@Sendable (Tensor) throws -> Tensor] = [{ try $0.sin() }, { try $0.exp() }]
    // snippet
    let tape = GradientTape()
    try tape.watch(x)
    let sum = try await tape.recording {
      try await withThrowingTaskGroup(of: Tensor.self) { group in
        for layer in layers {
          group.addTask { try layer(x).sum() }  // a child: recorded
        }
        return try await group.reduce(Tensor(0.0)) { try $0 + $1 }
      }
    }
    let gradient = try tape.gradient(of: sum, x)
    // end
    let expected = try x.cos() + x.exp()
    #expect(zip(gradient?.numbers ?? [], expected.numbers).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
