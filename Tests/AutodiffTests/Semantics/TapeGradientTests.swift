import Autodiff
import Testing

/// What a gradient is of, and by what: rows 38 to 41, 44 and 48.
struct TapeGradientTests {
  let x: Tensor
  let other: Tensor

  init() throws {
    (x, other) = (try Tensor([1.0, 2]), try Tensor([[5.0]]))
  }

  func tape() throws -> GradientTape {
    let tape = GradientTape(persistent: true)
    try tape.watch(x)
    return tape
  }

  @Test func `38: the gradients of all targets are summed, of a vector over its elements`() throws {
    let tape = try tape()
    let (y, z) = try tape.recording { (try x.squared(), try x.power(3).sum()) }
    #expect(try tape.gradient(of: y, x)?.numbers == [2, 4])
    #expect(try tape.gradient(of: z, x)?.numbers == [3, 12])
    #expect(try tape.gradient(of: ["y": y, "z": z], x).numbers == [5, 16])
  }

  @Test func `38: a target that is a source contributes one, the same target twice twice`() throws {
    let tape = try tape()
    let y = try tape.recording { try x.squared() }
    #expect(try tape.gradient(of: x, x)?.numbers == [1, 1])
    #expect(try tape.gradient(of: [y, x], x).numbers == [3, 5])
    #expect(try tape.gradient(of: [y, y], x).numbers == [4, 8])
    #expect(try tape.gradient(of: [y], [y, x]).map(\.numbers) == [[1, 1], [2, 4]])
  }

  @Test func `38: there must be a target`() throws {
    let tape = try tape()
    expectError(.structureMismatch, "needs a target") { _ = try tape.gradient(of: [Tensor](), x) }
    expectError(.structureMismatch, "needs a target") { _ = try tape.gradient(of: Tensor?.none, x) }
  }

  @Test func `39: sources have any structure, repeat, and are intermediate results`() throws {
    let tape = try tape()
    let (y, z) = try tape.recording {
      let y = try x.squared()
      return (y, try y * x)
    }
    let found = try tape.gradient(of: z, ["twice": [x, x], "middle": [y]])
    #expect(found.mapValues { $0.map(\.numbers) } == ["twice": [[3, 12], [3, 12]], "middle": [[1, 2]]])
  }

  @Test func `40: output gradients weigh the targets`() throws {
    let tape = try tape()
    let y = try tape.recording { try x.squared() }
    let weights = try Tensor([10.0, 100])
    #expect(try tape.gradient(of: y, x, outputGradients: weights)?.numbers == [20, 400])
    #expect(try tape.gradient(of: [y, x], x, outputGradients: [weights, weights]).numbers == [30, 500])
  }

  @Test func `40: each target needs an output gradient of its own type`() throws {
    let tape = try tape()
    let (y, weights) = (try tape.recording { try x.squared() }, try Tensor([1.0, 1]))
    expectError(.structureMismatch, "targets.1 meets nothing") {
      _ = try tape.gradients(of: [y, y], [x], outputGradients: [weights])
    }
    expectError(.structureMismatch, "nothing meets output gradients.1") {
      _ = try tape.gradient(of: [y], x, outputGradients: [weights, weights])
    }
    for (wrong, kind) in [
      (try Tensor(1.0), AutodiffError.Kind.shapeMismatch), (try Tensor([[1.0, 1]]), .shapeMismatch),
      (try weights.cast(to: .float32), .dtypeMismatch),
    ] {
      expectError(kind, "the output gradient is \(wrong.type), but its target is float64[2]") {
        _ = try tape.gradient(of: y, x, outputGradients: wrong)
      }
      expectError(kind, "the output gradient.b is \(wrong.type)") {
        _ = try tape.gradient(of: ["a": y, "b": y], x, outputGradients: ["a": weights, "b": wrong])
      }
    }
  }

  @Test func `41: an unconnected source gives nil, or zeros of its type`() throws {
    let tape = try tape()
    let y = try tape.recording { try x.squared() }
    let single = try other.cast(to: .float32)
    #expect(try tape.gradient(of: y, other) == nil)
    let none = try tape.gradient(of: y, [x, single], unconnectedGradients: .none)
    #expect(none.map { $0?.numbers } == [[2, 4], nil])
    let zero = try tape.gradient(of: y, [x, single], unconnectedGradients: .zero)
    #expect(zero.map { $0?.numbers } == [[2, 4], [0]])
    #expect(zero[1]?.type == single.type)
    #expect(try tape.gradient(of: y, ["s": single])["s"]?.type == single.type)
  }

  @Test func `44: integers have no gradient, as target and as source`() throws {
    let (tape, index) = (try tape(), try Tensor([Int64(1)]))
    let (whole, picked) = try tape.recording { (try x.cast(to: .int32), try x.gathered(at: index)) }
    #expect(try tape.gradient(of: whole, x) == nil)
    #expect(try tape.gradients(of: [picked], [x, index]).map { $0?.numbers } == [[0, 1], nil])
    #expect(try tape.gradient(of: index, index) == nil)
    #expect(try tape.gradient(of: picked, index, unconnectedGradients: .zero)?.type == index.type)
  }

  @Test func `48: the gradient of a gather is dense, and repeated places add up`() throws {
    let tape = try tape()
    let picked = try tape.recording { try x.gathered(at: Tensor([Int64(1), 1, 1])) }
    let gradient = try #require(try tape.gradient(of: picked, x))
    #expect(gradient.type == x.type)
    #expect(gradient.numbers == [0, 3])
  }
}
