extension GradientTape {
  /// The gradient of the sum of all elements of all targets, each weighted by its output gradient (ones by default), with respect to each
  /// source; zeros where unconnected. Sources may be intermediate results, stand several times, and be targets themselves.
  ///
  /// Throws `recorderMisuse` at the second use of a tape that is not persistent; `structureMismatch`, `shapeMismatch` and
  /// `dtypeMismatch` for output gradients that do not have the structure and types of the targets.
  public func gradient<Targets: TensorStructure, Sources: TensorStructure>(
    of targets: Targets, _ sources: Sources, outputGradients: Targets.Tensors? = nil
  ) throws -> Sources.Tensors {
    try sources.completing(found(targets, sources, outputGradients))
  }

  /// As the above; where unconnected, nil or zeros.
  public func gradient<Targets: TensorStructure, Sources: TensorStructure>(
    of targets: Targets, _ sources: Sources, outputGradients: Targets.Tensors? = nil,
    unconnectedGradients: UnconnectedGradients
  ) throws -> Sources.Optionals {
    try sources.arranging(found(targets, sources, outputGradients), unconnectedGradients)
  }

  /// As the above for one source; nil where unconnected.
  public func gradient(of target: Tensor, _ source: Tensor, outputGradients: Tensor? = nil) throws -> Tensor? {
    try found(target, source, outputGradients)[0]
  }

  /// As the above for lists; nil where unconnected.
  public func gradients(
    of targets: [Tensor], _ sources: [Tensor], outputGradients: [Tensor]? = nil
  ) throws -> [Tensor?] {
    try found(targets, sources, outputGradients)
  }

  private func found<Targets: TensorStructure>(
    _ targets: Targets, _ sources: some TensorStructure, _ outputGradients: Targets.Tensors?
  ) throws -> [Tensor?] {
    let (ends, seeds) = (targets.tensors, try GradientTape.seeds(targets, outputGradients))
    return try playing { try $0.cotangents(of: ends, seeds, sources.tensors) }
  }

  private static func seeds<Targets: TensorStructure>(
    _ targets: Targets, _ outputGradients: Targets.Tensors?
  ) throws -> [Tensor] {
    guard !targets.leaves.isEmpty else {
      throw AutodiffError(
        .structureMismatch, "a gradient needs a target", expected: "at least one tensor", actual: "none")
    }
    guard let outputGradients else { return try targets.tensors.map(ones(like:)) }
    return try targets.paired("targets", with: outputGradients, "output gradients").map { target, seed in
      guard target.tensor.type == seed.type else {
        throw AutodiffError(
          target.tensor.shape == seed.shape ? .dtypeMismatch : .shapeMismatch,
          "the output gradient\(target.path) is \(seed.type), but its target is \(target.tensor.type)",
          expected: "\(target.tensor.type)", actual: "\(seed.type)")
      }
      return seed
    }
  }
}
