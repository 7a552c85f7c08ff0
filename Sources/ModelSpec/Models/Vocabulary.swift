import Autodiff

/// Operations in the words of layers and losses.
extension Tensor {
  /// A scalar of this tensor's type.
  func constant(_ value: Double) throws -> Tensor { try Tensor(value, dtype: dtype) }

  /// The elements, moved into the range; the derivative is 1 inside and on both edges.
  func clipped(_ range: ClosedRange<Double>) throws -> Tensor {
    try maximum(constant(range.lowerBound)).minimum(constant(range.upperBound))
  }

  func logSumExp(axis: Int) throws -> Tensor {
    try OperationTable.apply("reduce_logsumexp", [self], ["axis": .int(Int64(axis))])
  }

  /// The quotient, 0 where the divisor is 0.
  func dividedNoNan(by divisor: Tensor) throws -> Tensor {
    let isZero = try divisor.isEqual(to: constant(0))
    return try Tensor.where(isZero, constant(0), self / Tensor.where(isZero, constant(1), divisor))
  }

  /// Labels as rows with a 1 at the label, of the type and width of `scores`.
  func oneHot(like scores: Tensor) throws -> Tensor {
    let depth = Int64(scores.shape.dimensions.last ?? 0)
    return try OperationTable.apply("one_hot", [self], ["depth": .int(depth), "dtype": .string(scores.dtype.rawValue)])
  }

  /// The axes in their order but for one, which becomes the last.
  func movingAxisToEnd(_ axis: Int) throws -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    guard axis != rank - 1 else { return self }
    return try transposed((0..<rank).filter { $0 != axis } + [axis])
  }

  /// The identity matrix with as many rows as this tensor, as conditions.
  func identityMatrix() throws -> Tensor {
    let size = shape.dimensions.first ?? 0
    let elements = (0..<size).flatMap { row in (0..<size).map { $0 == row } }
    return try Tensor(elements, shape: Shape([size, size]))
  }
}

/// `max(x, 0) - x z + log(1 + exp(-|x|))`, in its shortest stable form.
func sigmoidCrossEntropy(labels: Tensor, logits: Tensor) throws -> Tensor {
  try logits.softplus() - logits * labels
}

/// −Σ z log softmax(x). A label of 0 counts for nothing, even where the logit is −∞.
func softmaxCrossEntropy(labels: Tensor, logits: Tensor, axis: Int) throws -> Tensor {
  try -OperationTable.apply("mul_no_nan", [logits.logSoftmax(axis: axis), labels], [:]).sum(axes: [axis])
}

func sparseSoftmaxCrossEntropy(labels: Tensor, logits: Tensor) throws -> Tensor {
  try OperationTable.apply("sparse_softmax_cross_entropy_with_logits", [labels, logits], [:])
}
