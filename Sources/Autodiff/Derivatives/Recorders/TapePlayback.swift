/// A step that a tape has recorded.
struct TapeStep: Sendable {
  let operation: any Operation
  let operands: [Tensor]
  let result: Tensor
  /// What the step was written for; so are the operations of its derivative.
  let origin = Origin.current
}

/// The steps of a tape, to be walked backwards.
struct TapePlayback {
  let steps: [TapeStep]

  /// The cotangent of each source for the cotangents `seeds` of the targets; nil where no path leads from it to a target. Complexity: a small
  /// multiple of the steps on such paths.
  func cotangents(of targets: [Tensor], _ seeds: [Tensor], _ sources: [Tensor]) throws -> [Tensor?] {
    let reached = tensorsReached(from: sources)
    let kept = Set(sources.map(\.identity))
    var cotangents: [UInt64: Tensor] = [:]
    for (target, seed) in zip(targets, seeds) where reached.contains(target.identity) {
      cotangents[target.identity] = try accumulate(cotangents[target.identity], seed)
    }
    for step in steps.reversed() {
      let result = step.result.identity
      guard reached.contains(result), let cotangent = cotangents[result] else { continue }
      if !kept.contains(result) { cotangents[result] = nil }
      let wanted = step.operands.map { reached.contains($0.identity) }
      guard wanted.contains(true) else { continue }
      let found = try Origin.$current.withValue(step.origin) {
        try step.operation.cotangents(cotangent, step.operands, step.result, wanted: wanted)
      }
      for (operand, term) in zip(step.operands, found) {
        guard let term else { continue }
        cotangents[operand.identity] = try accumulate(cotangents[operand.identity], term)
      }
    }
    return sources.map { $0.dtype.isFloating ? cotangents[$0.identity] : nil }
  }

  private func tensorsReached(from sources: [Tensor]) -> Set<UInt64> {
    var reached = Set(sources.map(\.identity))
    for step in steps where step.operands.contains(where: { reached.contains($0.identity) }) {
      reached.insert(step.result.identity)
    }
    return reached
  }
}
