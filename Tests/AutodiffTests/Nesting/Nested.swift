import Autodiff

/// A mode of differentiation.
enum RecorderMode: String, Sendable, CaseIterable {
  case forward = "F"
  case reverse = "R"

  /// The derivative of a function of one scalar in this mode.
  func derivative(of function: (Tensor) throws -> Tensor, at x: Tensor) throws -> Tensor {
    switch self {
    case .forward: try jvp(of: function, at: x, along: Tensor([1], like: x)).jvp
    case .reverse: try gradient(of: function, at: x)
    }
  }
}

/// A derivative for each mode, the outermost first.
struct Nested: Sendable, CustomStringConvertible {
  let modes: [RecorderMode]
  var description: String { modes.map(\.rawValue).joined() }

  init(_ modes: [RecorderMode]) { self.modes = modes }
  init(_ text: String) { modes = text.compactMap { RecorderMode(rawValue: String($0)) } }

  /// All orders of modes of this depth.
  static func all(depth: Int) -> [Nested] {
    guard depth > 0 else { return [Nested([])] }
    return all(depth: depth - 1).flatMap { rest in RecorderMode.allCases.map { Nested([$0] + rest.modes) } }
  }

  func derivative(of function: (Tensor) throws -> Tensor, at x: Tensor) throws -> Tensor {
    guard let outermost = modes.first else { return try function(x) }
    let inner = Nested(Array(modes.dropFirst()))
    return try outermost.derivative(of: { try inner.derivative(of: function, at: $0) }, at: x)
  }

  /// As `derivative(of:at:)`, written down as a program, planned and run.
  func plannedDerivative(of function: (Tensor) throws -> Tensor, at x: Tensor) throws -> Tensor {
    let program = try Program.trace([x.type]) { [try derivative(of: function, at: $0[0])] }
    return try Plan(program).run([x], in: Workspace())[0]
  }
}
