import Autodiff

/// Losses whose targets are class labels: integers, one per sample.
extension LossCatalogue {
  static let labelled: [LossEntry] = [
    LossEntry(
      "sparse_categorical_crossentropy",
      [.fromLogits, LossOption(name: "ignore_class", domain: .integerOrNull, standard: .null), .axis(-1)],
      targets: .integer, sparseCategorical),
    LossEntry("categorical_generalized_cross_entropy", [.number("q", 0.5, in: 1e-300...1)], targets: .integer) { loss in
      let q = loss.number("q")
      let chosen = try loss.targets.oneHot(like: loss.predictions)
      let p = try (loss.predictions * chosen).sum(axes: [-1])
      return LossValues(try (1 - p.power(q)) / q)
    },
    LossEntry(
      "circle", [.number("gamma", 80), .number("margin", 0.4), .flag("remove_diagonal", true)], targets: .integer,
      circle),
  ]

  /// −log p of the labelled class. Samples of `ignore_class` do not count.
  @Sendable private static func sparseCategorical(_ loss: LossOperands) throws -> LossValues {
    let scores = try loss.knownLogits ?? loss.predictions.clipped(epsilon, 1 - epsilon).log()
    let byClass = try scores.movingAxisToEnd(loss.axis)
    guard let ignored = loss.integer("ignore_class") else {
      return LossValues(try loss.targets.sparseSoftmaxCrossEntropy(logits: byClass))
    }
    let labels = try loss.targets.cast(to: byClass.dtype)
    let counts = try labels.isNotEqual(to: labels.constant(Double(ignored)))
    let zero = try byClass.constant(0)
    let known = try Tensor.where(counts, labels, zero).cast(to: .int64)
    let finite = try Tensor.where(counts.expandingDimensions(at: -1), byClass, zero)
    let values = try known.sparseSoftmaxCrossEntropy(logits: finite)
    return LossValues(try Tensor.where(counts, values, zero), mask: try counts.cast(to: byClass.dtype))
  }

  /// Sun et al., "Circle Loss" (CVPR 2020), on the cosine distances between the samples of a batch.
  @Sendable private static func circle(_ loss: LossOperands) throws -> LossValues {
    let (gamma, margin) = (loss.number("gamma"), loss.number("margin"))
    let distances = try pairwiseDistances(loss.predictions)
    let pairs = try Pairs(labels: loss.targets, like: distances, withoutDiagonal: loss.flag("remove_diagonal"))
    let zero = try distances.constant(0)
    let positiveWeights = try ((distances + margin) * pairs.positive.cast(to: distances.dtype)).maximum(zero)
    let negativeWeights = try ((1 + margin - distances) * pairs.negative.cast(to: distances.dtype)).maximum(zero)
    let positive = try pairs.logSumExp(pairs.positive, positiveWeights * (margin - distances) * -gamma)
    let negative = try pairs.logSumExp(pairs.negative, negativeWeights * (1 - margin - distances) * gamma)
    let values = try (positive + negative).softplus()
    return LossValues(values, mask: try values.isGreater(than: zero).cast(to: values.dtype))
  }

  private static func pairwiseDistances(_ embeddings: Tensor) throws -> Tensor {
    let distances = try 1 - embeddings.matmul(embeddings, transposeB: true)
    return try distances.maximum(distances.constant(0))
  }

  /// Which samples of a batch share a label with which.
  private struct Pairs {
    let positive: Tensor
    let negative: Tensor

    init(labels: Tensor, like distances: Tensor, withoutDiagonal: Bool) throws {
      let column = try labels.cast(to: distances.dtype).reshaped(to: Shape([labels.shape.elementCount, 1]))
      let same = try column.isEqual(to: column.transposed())
      negative = try same.logicalNot()
      positive = withoutDiagonal ? try same.logicalAnd(distances.identityMatrix().logicalNot()) : same
    }

    /// Log-sum-exp over the chosen partners of each sample; −∞ where it has none.
    func logSumExp(_ chosen: Tensor, _ scores: Tensor) throws -> Tensor {
      try Tensor.where(chosen, scores, scores.constant(-.infinity)).logSumExp(axes: [1])
    }
  }
}
