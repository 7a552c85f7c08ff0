import Autodiff
import Testing

/// The transforms against each other; that each is right is what `checkGradients` says.
struct TransformTests {
  /// A structure of one's own.
  struct Affine: TensorStructure {
    var kernel: Tensor
    var bias: Tensor

    var leaves: [TensorLeaf] { [TensorLeaf(".kernel", kernel), TensorLeaf(".bias", bias)] }

    func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Affine? {
      guard let kernel = tensors.popFirst(), let bias = tensors.popFirst() else { return nil }
      return Affine(kernel: kernel, bias: bias)
    }
  }

  let point: Affine
  let direction: Affine

  init() throws {
    point = Affine(kernel: try Tensor([[0.5, -1], [2, 0.25], [1, 3]]), bias: try Tensor([0.125, -0.5]))
    direction = Affine(kernel: try Tensor([[1.0, 2], [-1, 0.5], [0.75, -2]]), bias: try Tensor([3.0, 1]))
  }

  func layer(_ parameters: Affine) throws -> Tensor {
    try (Tensor([[1.0, 0.5, -1], [0.25, 2, 1]]).matmul(parameters.kernel) + parameters.bias).tanh()
  }

  func loss(_ parameters: Affine) throws -> Tensor { try layer(parameters).exp().sum() }

  func dot(_ a: [Tensor], _ b: [Tensor]) throws -> Double {
    try zip(a, b).reduce(0) { try $0 + ($1.0 * $1.1).sum().numbers[0] }
  }

  func expectClose(
    _ a: [Double], _ b: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.count == b.count, sourceLocation: sourceLocation)
    for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-13 * max(1, abs(b)), sourceLocation: sourceLocation) }
  }

  @Test func `all orders obey the laws`() throws {
    let check = try checkGradients(of: layer, at: point, order: 3)
    #expect(check.holds, "\(check)")
  }

  @Test func `jvp and vjp are transposes, and the pullback may be called again`() throws {
    let (value, product) = try jvp(of: layer, at: point, along: direction)
    let (same, pullback) = try vjp(of: layer, at: point)
    #expect(value.numbers == same.numbers)
    for weight in [1.0, -2.5] {
      let cotangent = try value * weight
      let pulled = try pullback(cotangent)
      expectClose(
        [try dot([cotangent], [product])], [try dot([pulled.kernel, pulled.bias], [direction.kernel, direction.bias])])
    }
  }

  @Test func `the gradient is the pullback of one`() throws {
    let (value, found) = try valueAndGradient(of: loss, at: point)
    let pulled = try vjp(of: loss, at: point).pullback(Tensor(1.0))
    #expect(value.numbers == (try loss(point)).numbers)
    #expect(found.kernel.numbers == pulled.kernel.numbers && found.bias.numbers == pulled.bias.numbers)
    #expect(try gradient(of: loss, at: point).bias.numbers == found.bias.numbers)
  }

  @Test func `a gradient is of a scalar`() throws {
    expectError(.notScalar, "float64[2, 2]") { _ = try gradient(of: layer, at: point) }
    expectError(.notScalar) { _ = try hvp(of: layer, at: point, along: direction) }
    expectError(.notScalar) { _ = try hessian(of: { try $0 * 2 }, at: point.bias) }
  }

  @Test func `both Jacobians agree, and their products are those of jvp`() throws {
    let (forward, reverse) = (try jacobianForward(of: layer, at: point), try jacobianReverse(of: layer, at: point))
    #expect(forward.kernel.shape == [2, 2, 3, 2] && forward.bias.shape == [2, 2, 2])
    #expect(reverse.kernel.shape == forward.kernel.shape && reverse.bias.shape == forward.bias.shape)
    expectClose(forward.kernel.numbers, reverse.kernel.numbers)
    expectClose(forward.bias.numbers, reverse.bias.numbers)
    let columns =
      try (forward.kernel * direction.kernel).sum(axes: [2, 3]) + (forward.bias * direction.bias).sum(axes: [2])
    expectClose(columns.numbers, try jvp(of: layer, at: point, along: direction).jvp.numbers)
  }

  @Test func `the Hessian is symmetric, and its products are those of hvp`() throws {
    let blocks = try hessian(of: loss, at: point)
    #expect(blocks.map { $0.map(\.shape) } == [[[3, 2, 3, 2], [3, 2, 2]], [[2, 3, 2], [2, 2]]])
    expectClose(blocks[0][1].numbers, try blocks[1][0].transposed([1, 2, 0]).numbers)
    let (value, found, product) = try hvp(of: loss, at: point, along: direction)
    #expect(value.numbers == (try loss(point)).numbers)
    #expect(found.kernel.numbers == (try gradient(of: loss, at: point)).kernel.numbers)
    let row = try (blocks[1][0] * direction.kernel).sum(axes: [1, 2]) + (blocks[1][1] * direction.bias).sum(axes: [1])
    expectClose(row.numbers, product.bias.numbers)
    let alone = try hessian(of: { try loss(Affine(kernel: point.kernel, bias: $0)) }, at: point.bias)
    #expect(alone.shape == [2, 2])
    expectClose(alone.numbers, blocks[1][1].numbers)
  }

  @Test func `a linearized function runs once`() throws {
    var runs = 0
    let (value, pushforward) = try linearize(
      of: { (parameters: Affine) in
        runs += 1
        return ["layer": try layer(parameters), "loss": try loss(parameters)]
      }, at: point)
    #expect(value["loss"]?.numbers == (try loss(point)).numbers)
    for scale in [1.0, -3] {
      let along = Affine(kernel: try direction.kernel * scale, bias: try direction.bias * scale)
      let expected = try jvp(of: layer, at: point, along: along).jvp
      expectClose(try pushforward(along)["layer"]?.numbers ?? [], expected.numbers)
    }
    #expect(runs == 1)
  }

  @Test func `a linearized function is differentiated by its direction and by its point`() throws {
    func f(_ x: Tensor) throws -> Tensor { try x.power(3) }
    let (point, one) = (try Tensor(2.0), try Tensor(1.0))
    let (_, pushforward) = try linearize(of: f, at: point)
    #expect(try gradient(of: { try pushforward($0.squared()) }, at: one).numbers == [24])
    #expect(try gradient(of: { try linearize(of: f, at: $0).pushforward(one) }, at: point).numbers == [12])
  }

  @Test func `what does not depend on the argument has derivatives of zero`() throws {
    func constant(_ x: [Tensor]) throws -> Tensor { try Tensor([1.0, 2]) * 3 }
    let (x, v) = ([point.bias], [direction.bias])
    #expect(try jvp(of: constant, at: x, along: v).jvp.numbers == [0, 0])
    #expect(try vjp(of: constant, at: x).pullback(Tensor([1.0, 1]))[0].numbers == [0, 0])
    #expect(try jacobianForward(of: constant, at: x)[0].shape == [2, 2])
    #expect(try jacobianReverse(of: constant, at: x)[0].numbers == [0, 0, 0, 0])
    #expect(try linearize(of: constant, at: x).pushforward(v).numbers == [0, 0])
    #expect(try jacobianForward(of: { _ in try Tensor(1.0) }, at: [Tensor]()).isEmpty)
  }

  @Test func `an argument without elements has Jacobians without elements`() throws {
    let empty = try Tensor([Double](), shape: [0, 2])
    let found = try jacobianForward(of: { try $0[0].sum(axes: [0]) + $0[1] }, at: [empty, point.bias])
    #expect(found.map(\.shape) == [[2, 0, 2], [2, 2]])
    #expect(found[1].numbers == [1, 0, 0, 1])
    #expect(try jacobianForward(of: { try $0 * 2 }, at: empty).shape == [0, 2, 0, 2])
  }

  @Test func `transforms may be written down as programs`() throws {
    let types = [point.kernel.type, point.bias.type, direction.kernel.type, direction.bias.type]
    let inputs = [point.kernel, point.bias, direction.kernel, direction.bias]
    func body(_ t: [Tensor]) throws -> [Tensor] {
      let (x, v) = (Affine(kernel: t[0], bias: t[1]), Affine(kernel: t[2], bias: t[3]))
      let jacobians = [try jacobianForward(of: layer, at: x).kernel, try jacobianReverse(of: layer, at: x).kernel]
      return try jacobians + [hvp(of: loss, at: x, along: v).hvp.kernel, linearize(of: layer, at: x).pushforward(v)]
        + hessian(of: loss, at: x).flatMap { $0 }
    }
    let planned = try Plan(Program.trace(types, body)).run(inputs, in: Workspace())
    for (planned, eager) in zip(planned, try body(inputs)) { expectClose(planned.numbers, eager.numbers) }
  }
}
