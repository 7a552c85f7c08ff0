extension Tensor {
  /// `−Σ labels · log softmax(logits)` over `axis`, where self is the labels. A label of 0 takes nothing from its logit, be it −infinity.
  public func softmaxCrossEntropy(logits: Tensor, axis: Int = -1) throws -> Tensor {
    let terms = try binary(MulNoNan(), logits.logSoftmax(axis: axis), self)
    return try -terms.sum(axes: [axis])
  }

  /// `max(x, 0) − x · z + log(1 + exp(−|x|))` for logits x and labels z, which self is.
  public func sigmoidCrossEntropy(logits: Tensor) throws -> Tensor {
    try logits.softplus() - binary(MulNoNan(), logits, self)
  }

  /// `−log softmax(logits)` at the classes, given as integers, that self holds: one for each row of the last axis of `logits`.
  public func sparseSoftmaxCrossEntropy(logits: Tensor) throws -> Tensor {
    guard shape.dimensions == logits.shape.dimensions.dropLast(), logits.rank > 0 else {
      throw AutodiffError(
        .shapeMismatch,
        "sparse_softmax_cross_entropy_with_logits: labels of shape \(shape) do not fit logits of shape \(logits.shape)",
        expected: "\(Array(logits.shape.dimensions.dropLast()))", actual: "\(shape)")
    }
    let classes = try expandingDimensions(at: rank)
    return try -logits.logSoftmax().gathered(along: -1, at: classes).squeezed(axes: [-1])
  }
}
