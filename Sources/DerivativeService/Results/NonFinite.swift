import Autodiff

extension Program {
  /// The member `non_finite` of a result that holds a NaN or an infinity: the operation that made the first one of finite operands,
  /// found by a second run, or the input that had one. No member where all is finite.
  func nonFinite(
    _ inputs: [Tensor], _ roles: [Role], results: some Sequence<(TensorType, UnsafeRawBufferPointer)>,
    within allowance: Allowance, shouldStop: () -> Bool
  ) throws -> ResultTree<Int> {
    if results.allSatisfy({ $0.isFinite($1) }) { return .object([]) }
    return try .searching(within: allowance) {
      try firstNonFinite(inputs, shouldStop: shouldStop).map { .nonFinite($0) } ?? .nonFinite(inputs, roles)
    }
  }
}

extension ResultTree {
  /// What `search` finds. It keeps values that the plan never stored, so it may take more memory than is allowed; then nothing is known.
  static func searching(within allowance: Allowance, _ search: () throws -> ResultTree) throws -> ResultTree {
    do {
      return try allowance.granting(search)
    } catch let error as AutodiffError where error.kind == .limitExceeded {
      return .nonFinite(op: .null, node: nil, path: nil)
    }
  }

  static func nonFinite(_ culprit: Program.Culprit) -> ResultTree {
    let origin = culprit.origin?.description
    return .nonFinite(
      op: .text(culprit.operation), node: origin.map { .text($0.node) }, path: origin.map { .text($0.path) })
  }

  /// No operation is to blame: an input came so.
  static func nonFinite(_ inputs: [Tensor], _ roles: [Role]) -> ResultTree {
    let position = inputs.firstIndex { !$0.isFinite }
    return .nonFinite(op: .null, node: nil, path: position.map { .text(roles[$0].place) })
  }

  private static func nonFinite(op: ResultTree, node: ResultTree?, path: ResultTree?) -> ResultTree {
    .object([("non_finite", .object([("op", op), ("node", node ?? .null), ("path", path ?? .null)]))])
  }
}

extension Role {
  /// Where the value stood in the request.
  fileprivate var place: String {
    switch self {
    case .input(let name): "params.inputs.\(name)"
    case .tangent(let name, _): "params.tangents.\(name)"
    case .cotangent: "params.cotangents"
    }
  }
}
