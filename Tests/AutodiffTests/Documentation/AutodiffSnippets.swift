import Autodiff
import Testing

/// The code of the landing page.
struct AutodiffSnippets {
  @Test func oneDerivativeOfAFunction() throws {
    // snippet
    func f(_ x: Tensor) throws -> Tensor { try (x.sin() * x).sum() }

    let x = try Tensor([0.5, 1.0, 2.0])
    let v = try Tensor([1.0, 0.0, -1.0])
    let slope = try gradient(of: f, at: x)
    let product = try jvp(of: f, at: x, along: v).jvp
    let curvature = try hvp(of: f, at: x, along: v).hvp
    // end
    let difference = try ((slope * v).sum() - product).numbers[0]
    #expect(abs(difference) < 1e-15)
    #expect(curvature.shape == x.shape)
  }

  @Test func parametersThatChange() throws {
    let inputs = try Tensor([[2.0, 3], [1, 4]])
    let targets = try Tensor([[1.0], [-1]])
    // snippet
    let weights = try Variable(Tensor([[0.0], [0.0]]))
    for _ in 0..<100 {
      let tape = GradientTape()
      let loss = try tape.recording { try (inputs.matmul(weights.value) - targets).squared().mean() }
      try weights.assign(weights.value - 0.05 * tape.gradient(of: loss, weights))
    }
    // end
    let residual = try (inputs.matmul(weights.value) - targets).magnitude().max().numbers[0]
    #expect(residual < 1)
  }

  @Test func structures() throws {
    let (kernel, bias) = (try Tensor([[1.0, 2], [3, 4]]), try Tensor([0.5, -0.5]))
    let inputs = try Tensor([[1.0, -1]])
    // snippet
    let parameters: TensorTree = ["kernel": .tensor(kernel), "bias": .tensor(bias)]
    let tape = GradientTape()
    try tape.watch(parameters)
    let output = try tape.recording { try (inputs.matmul(kernel) + bias).tanh() }
    let gradients = try tape.gradient(of: output, parameters)
    let forKernel = gradients["kernel"].tensor
    // end
    #expect(forKernel?.shape == kernel.shape)
  }

  @Test func check() throws {
    let x = try Tensor([0.5, 1.0, 2.0])
    // snippet
    let report = try checkGradients(of: { try ($0.sin() * $0).sum() }, at: x, order: 3)
    #expect(report.holds, "\(report)")
    // end
  }
}
