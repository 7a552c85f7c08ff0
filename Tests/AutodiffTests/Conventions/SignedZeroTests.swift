import Autodiff
import Testing

/// Simplification while a program is written changes no bit: zeros keep the signs that IEEE arithmetic gives them.
@Suite struct SignedZeroTests {
  static let values = [0, -0.0, 1, -1, .infinity, -.infinity, .nan]

  struct Function: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: @Sendable (Tensor) throws -> Tensor

    init(_ description: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor) {
      (testDescription, self.body) = (description, body)
    }
  }

  @Test(arguments: [
    Function("x + 0") { try $0 + 0 }, Function("x + -0") { try $0 + -0.0 }, Function("0 + x") { try 0 + $0 },
    Function("-0 + x") { try -0.0 + $0 }, Function("x - 0") { try $0 - 0 }, Function("x - -0") { try $0 - -0.0 },
    Function("0 - x") { try 0 - $0 }, Function("x * 1") { try $0 * 1 }, Function("1 * x") { try 1 * $0 },
    Function("x * 0") { try $0 * 0 }, Function("x / 1") { try $0 / 1 }, Function("--x") { try -(-$0) },
    Function("x ** 1") { try $0.power(1) }, Function("x ** 2") { try $0.power(2) },
    Function("x + 0 of a broadcast") { try $0 + Tensor([0.0]).broadcast(to: $0.shape) },
    Function("the sum over no axes") { try $0.sum(axes: []) },
    Function("the sum over an axis of extent 1") { try $0.expandingDimensions(at: 0).sum(axes: [0]) },
  ])
  func programsAreEager(function: Function) throws {
    let x = try Tensor(Self.values)
    let program = try Program.trace([x.type]) { [try function.body($0[0])] }
    let eager = try bits(function.body(x))
    #expect(try bits(program.evaluate([x])[0]) == eager)
    #expect(try bits(Plan(program).run([x], in: Workspace())[0]) == eager)
  }

  /// The bits of the elements, of every NaN the same ones.
  private func bits(_ tensor: Tensor) throws -> [UInt64] {
    try #require(tensor.doubles).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
  }
}
