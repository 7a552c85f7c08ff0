import Autodiff
import Testing

/// The code of the article on plans.
struct HowAPlanIsMadeSnippets {
  /// What the article shows.
  static let listing = """
    program(%0: float64[2, 3], %1: float64[3, 1]) {
      %2 = matmul(%0, %1, transposeA: false, transposeB: false) : float64[2, 1]
      %3 = tanh(%2) : float64[2, 1]
      %4 = reduce_sum(%3, axes: 0..<2) : float64[]
      %5 = 1.0 : float64[]
      %6 = broadcast_to(%5, shape: [2, 1]) : float64[2, 1]
      %7 = square(%3) : float64[2, 1]
      %8 = sub(%6, %7) : float64[2, 1]
      %9 = matmul(%0, %8, transposeA: true, transposeB: false) : float64[3, 1]
      return %4, %9
    }
    """

  @Test func traced() throws {
    // snippet
    let types = [TensorType(.float64, [2, 3]), TensorType(.float64, [3, 1])]
    let program = try Program.trace(types) { inputs in
      let (x, weights) = (inputs[0], inputs[1])
      let (value, gradient) = try valueAndGradient(
        of: { try x.matmul($0).tanh().sum() }, at: weights)
      return [value, gradient]
    }
    print(program)
    // end
    #expect("\(program)" == Self.listing)
    #expect(try ArticleTests.article("HowAPlanIsMade").contains("```text\n\(program)\n```"))
    // snippet
    let plan = try Plan(program)  // once
    let workspace = Workspace()  // one for each thread
    let inputs = [
      try Tensor([[1.0, 0.5, -1], [0.25, 2, 1]]), try Tensor([[0.5], [-0.25], [1]]),
    ]
    let results = try plan.run(inputs, in: workspace)  // as often as wanted
    // end
    let eager = try valueAndGradient(of: { try inputs[0].matmul($0).tanh().sum() }, at: inputs[1])
    #expect(results.map(\.type) == [eager.value.type, eager.gradient.type])
    #expect(zip(results[1].numbers, eager.gradient.numbers).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
