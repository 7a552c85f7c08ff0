import Autodiff
import Testing

/// Several tangents at once: row 24.
struct BatchedTangentsTests {
  let x: Tensor
  let w: Tensor

  init() throws {
    (x, w) = (try Tensor([[0.5, -2, 1], [3, 0.25, -1]]), try Tensor([[1.0, 2], [-1, 0.5], [0.25, 3]]))
  }

  func loss(_ x: Tensor, _ w: Tensor) throws -> Tensor { try x.matmul(w).tanh().softmax() }

  func tangents(_ k: Int, like tensor: Tensor) throws -> Tensor {
    let count = k * tensor.shape.elementCount
    return try Tensor((0..<count).map { Double(($0 * 7) % 11) - 5 }, shape: Shape([k] + tensor.shape.dimensions))
  }

  @Test(arguments: [1, 2, 5]) func `24: products of k tangents are those of each, along a leading axis`(k: Int) throws {
    let (dx, dw) = (try tangents(k, like: x), try tangents(k, like: w))
    let batched = try ForwardAccumulator(primals: [x, w], batchedTangents: [dx, dw])
    let y = try batched.recording { try loss(x, w) }
    let products = try #require(batched.jvp(of: y))
    #expect(products.shape == [k, 2, 2])
    for index in 0..<k {
      let single = try ForwardAccumulator(
        primals: [x, w], tangents: [dx.element(at: index, axis: 0), dw.element(at: index, axis: 0)])
      let expected = try #require(single.jvp(of: try single.recording { try loss(x, w) })).numbers
      let found = try products.element(at: index, axis: 0).numbers
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    }
  }

  @Test func `24: the same checks of shapes, types and duplicates`() throws {
    let good = try tangents(3, like: x)
    expectError(.shapeMismatch, "tangents.1 is float64[2, 3, 2], but must be float64[3, 3, 2]") {
      _ = try ForwardAccumulator(primals: [x, w], batchedTangents: [good, tangents(2, like: w)])
    }
    expectError(.shapeMismatch, "must be float64[2, 2, 3]") {
      _ = try ForwardAccumulator(primals: x, batchedTangents: x)
    }
    expectError(.dtypeMismatch) { _ = try ForwardAccumulator(primals: x, batchedTangents: good.cast(to: .float32)) }
    expectError(.duplicatePrimal) { _ = try ForwardAccumulator(primals: [x, x], batchedTangents: [good, good]) }
    for empty in [try Tensor(1.0), try Tensor([Double](), shape: [0, 2, 3])] {
      expectError(.shapeMismatch, "leading axis") { _ = try ForwardAccumulator(primals: x, batchedTangents: empty) }
    }
  }

  @Test func `24: watching again sums, unconnected tensors have batches of zeros`() throws {
    let v = try tangents(2, like: x)
    let accumulator = try ForwardAccumulator(primals: x, batchedTangents: v)
    try accumulator.watch(x, tangents: v)
    #expect(accumulator.jvp(of: x)?.numbers == v.numbers.map { 2 * $0 })
    #expect(try accumulator.jvp(of: w, unconnectedGradients: .zero)?.shape == [2, 3, 2])
    #expect(try accumulator.jvp(of: w, unconnectedGradients: .none) == nil)
  }

  @Test func `24: reductions and repeated rows have batches too`() throws {
    let accumulator = try ForwardAccumulator(primals: x, batchedTangents: tangents(3, like: x))
    try accumulator.recording {
      for y in [try x.sum(), try x.max(axes: [0]), try x.mean(axes: [1]) + x.sum(axes: [1]), try x.transposed()] {
        #expect(accumulator.jvp(of: y)?.shape.dimensions == [3] + y.shape.dimensions)
      }
    }
  }

  @Test func `a tape inside gives Hessian-vector products for all tangents`() throws {
    let basis = try Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    let point = try Tensor([0.5, -1, 2])
    func f(_ x: Tensor) throws -> Tensor { try (x.exp() * x.reversed(axes: nil)).sum() }
    let accumulator = try ForwardAccumulator(primals: point, batchedTangents: basis)
    let found = try accumulator.recording { try gradient(of: f, at: point) }
    let whole = try hessian(of: f, at: point)
    #expect(zip(accumulator.jvp(of: found)?.numbers ?? [], whole.numbers).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(accumulator.jvp(of: found)?.shape == whole.shape)
  }

  @Test func `batches nest, and may be traced`() throws {
    func product(_ point: Tensor, _ v: Tensor) throws -> Tensor {
      let outer = try ForwardAccumulator(primals: point, batchedTangents: v)
      return try outer.recording {
        let inner = try ForwardAccumulator(primals: point, batchedTangents: v)
        let y = try inner.recording { try point.power(3) }
        return inner.jvp(of: y).flatMap { outer.jvp(of: $0) } ?? point
      }
    }
    let (point, v) = (try Tensor(2.0), try Tensor([1.0, 10]))
    let eager = try product(point, v)
    #expect(eager.shape == [2, 2])
    #expect(eager.numbers == [12, 120, 120, 1200])
    let program = try Program.trace([point.type, v.type]) { [try product($0[0], $0[1])] }
    #expect(try program.evaluate([point, v])[0].numbers == eager.numbers)
  }
}
