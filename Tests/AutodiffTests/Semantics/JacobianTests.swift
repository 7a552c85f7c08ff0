import Autodiff
import Testing

/// Jacobians of a tape: row 43.
struct JacobianTests {
  let x: Tensor

  init() throws {
    x = try Tensor([[1.0, 2, 3], [4, 5, 6]])
  }

  func tape(_ structure: some TensorStructure) throws -> GradientTape {
    let tape = GradientTape(persistent: true)
    try tape.watch(structure)
    return tape
  }

  @Test func `43: a Jacobian has the shape of the target and then of the source`() throws {
    let tape = try tape(x)
    let y = try tape.recording { try x.sum(axes: [0]).squared() }
    let jacobian = try #require(try tape.jacobian(of: y, x))
    #expect(jacobian.shape == [3, 2, 3])
    for row in 0..<3 {
      let alone = try tape.recording { try x.sum(axes: [0]).squared().element(at: row, axis: 0) }
      #expect(try jacobian.element(at: row, axis: 0).numbers == tape.gradient(of: alone, x)?.numbers)
    }
  }

  @Test func `43: sources have any structure, and unconnected ones are nil or zeros`() throws {
    let (scalar, other) = (try Tensor(3.0), try Tensor([Float(1), 2]))
    let tape = try tape([x, scalar])
    let y = try tape.recording { try x.element(at: 0, axis: 0) * scalar }
    let found = try tape.jacobian(of: y, ["x": [x], "rest": [scalar, other]], unconnectedGradients: .none)
    #expect(found["x"]?[0]?.shape == [3, 2, 3])
    #expect(found["rest"]?[0]?.numbers == [1, 2, 3])
    #expect(found["rest"]?[1]?.numbers == nil)
    let zeros = try tape.jacobian(of: y, other, unconnectedGradients: .zero)
    #expect(zeros?.type == TensorType(.float32, [3, 2]) && zeros?.numbers == [0, 0, 0, 0, 0, 0])
    #expect(try tape.jacobian(of: y, [other])[0].shape == [3, 2])
  }

  @Test func `43: a batch Jacobian is the diagonal of the Jacobian`() throws {
    let w = try Tensor([[1.0, -1], [0.5, 2], [3, 0.25]])
    let tape = try tape(x)
    let y = try tape.recording { try x.matmul(w).sin() }
    let batch = try #require(try tape.batchJacobian(of: y, x))
    let whole = try #require(try tape.jacobian(of: y, x))
    #expect(batch.shape == [2, 2, 3])
    for row in 0..<2 {
      let diagonal = try whole.element(at: row, axis: 0).element(at: row, axis: 1)
      #expect(try batch.element(at: row, axis: 0).numbers == diagonal.numbers)
    }
  }

  @Test func `43: a batch Jacobian needs two axes and the same first one`() throws {
    let tape = try tape(x)
    let (sum, flipped) = try tape.recording { (try x.sum(axes: [1]), try x.transposed()) }
    for (target, source) in [(sum, x), (flipped, x), (x, sum), (try x.sum(), x)] {
      expectError(.shapeMismatch, "not \(target.shape) and \(source.shape)") {
        _ = try tape.batchJacobian(of: target, source)
      }
    }
  }

  @Test func `43: degenerate shapes have Jacobians without elements`() throws {
    let empty = try Tensor([Double](), shape: [2, 0])
    let tape = try tape([x, empty])
    let (y, z) = try tape.recording { (try empty * 2, try x * empty.sum()) }
    #expect(try tape.jacobian(of: y, empty)?.shape == [2, 0, 2, 0])
    #expect(try tape.jacobian(of: y, x) == nil)
    #expect(try tape.batchJacobian(of: y, empty)?.shape == [2, 0, 0])
    #expect(try tape.batchJacobian(of: z, empty)?.shape == [2, 3, 0])
    #expect(try tape.jacobian(of: z, empty)?.shape == [2, 3, 2, 0])
    #expect(try tape.batchJacobian(of: x, x)?.numbers == [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1])
  }

  @Test func `43: an integer target has no Jacobian`() throws {
    let tape = try tape(x)
    let whole = try tape.recording { try x.cast(to: .int32) }
    expectError(.notDifferentiable, "int32[2, 3]") { _ = try tape.jacobian(of: whole, x) }
    expectError(.notDifferentiable, "int32[2, 3]") { _ = try tape.batchJacobian(of: whole, x) }
  }

  @Test func `a Jacobian in an accumulator is differentiated`() throws {
    let point = try Tensor([0.5, 2])
    let accumulator = try ForwardAccumulator(primals: point, tangents: Tensor([1.0, 0]))
    let jacobian = try accumulator.recording { try jacobianReverse(of: { try $0.power(3) }, at: point) }
    #expect(accumulator.jvp(of: jacobian)?.numbers == [3, 0, 0, 0])
  }
}
