import Autodiff

/// What calls of one structure share: the plan, and how its outputs are written.
struct CompiledCall: Sendable {
  let program: Program
  let plan: Plan
  let tree: ResultTree<Int>

  /// Traces `body` over placeholders for the call's values. Throws what the function or the rules throw, and `limit_exceeded` for a
  /// plan beyond `maximumBytes`.
  init(_ types: [TensorType], maximumBytes: Int, _ body: ([Tensor]) throws -> ResultTree<Tensor>) throws {
    var tree: ResultTree<Int> = .null
    program = try Program.trace(types) { placeholders in
      var outputs: [Tensor] = []
      tree = try body(placeholders).map { tensor in
        outputs.append(tensor)
        return outputs.count - 1
      }
      return outputs
    }
    self.tree = tree
    plan = try Plan(program)
    try plan.expect(atMost: maximumBytes)
  }
}

extension Plan {
  /// Throws `limit_exceeded` where a run takes more memory.
  func expect(atMost maximumBytes: Int) throws {
    guard arenaByteCount <= maximumBytes else {
      throw AutodiffError(
        .limitExceeded, "the call would need \(arenaByteCount) bytes for its values and results",
        expected: "at most \(maximumBytes) bytes", actual: "\(arenaByteCount) bytes")
    }
  }
}
