import Autodiff

/// What calls of one structure share: the plan, and how its outputs are written.
final class CompiledCall: CachedCall {
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

extension CompiledCall {
  var footprint: Int { program.footprint + plan.footprint }
}

extension Plan {
  /// Throws `limit_exceeded` where a run takes more memory.
  func expect(atMost maximumBytes: Int) throws {
    guard byteCount <= maximumBytes else {
      throw AutodiffError(
        .limitExceeded,
        "the call would take \(byteCount) bytes for its values and results, more than the limit of \(maximumBytes)",
        expected: "at most \(maximumBytes) bytes", actual: "\(byteCount) bytes")
    }
  }
}
