import Autodiff

extension Work {
  /// An elementwise function of so many numbers in float32.
  static func map(_ name: String, count: Int) throws -> Work {
    let type = TensorType(.float32, [count])
    let program = try Program.trace([type]) { [try function(name, $0[0])] }
    let (plan, workspace) = (try Plan(program), Workspace())
    var source = Numbers()
    let numbers = try Tensor((0..<count).map { _ in Float.random(in: 0.01...4, using: &source) })
    return try Work { try plan.run([numbers], in: workspace) { _ in } }
  }

  private static func function(_ name: String, _ x: Tensor) throws -> Tensor {
    switch name {
    case "tanh": try x.tanh()
    case "exp": try x.exp()
    case "log": try x.log()
    case "sigmoid": try x.sigmoid()
    case "erf": try x.erf()
    case "add": try x + 1
    // Five operations, one way through memory.
    case "chain": try ((x * x + 1) * 0.5 - x) * x
    default: throw Unknown(words: [name])
    }
  }
}
