import Autodiff

/// The loss of a model: which one, its options, and how the samples' losses become one number.
public struct Loss: Hashable, Sendable {
  /// Keras' reductions of the samples' losses, each weighted by its sample weight.
  public enum Reduction: String, Hashable, Sendable, CaseIterable {
    /// The sum over the number of elements.
    case sumOverBatchSize = "sum_over_batch_size"
    case sum
    /// The same as `sum_over_batch_size`.
    case mean
    /// The losses themselves.
    case none
    /// The sum over the sum of the weights.
    case meanWithSampleWeight = "mean_with_sample_weight"
  }

  public let name: String
  let options: [String: Literal]
  public let reduction: Reduction

  /// What the targets are: values like the predictions, or class labels.
  public var targetKind: ElementKind { LossCatalogue.entry(named: name)?.targets ?? .floating }

  /// The loss of predictions.
  ///
  /// - Parameters:
  ///   - targets: of the predictions' shape, up to one trailing axis of extent 1; or the labels.
  ///   - logits: what the predictions are the softmax or sigmoid of, where that is known.
  ///   - weights: for each sample; nil weighs all alike.
  func callAsFunction(_ targets: Tensor, _ predictions: Tensor, logits: Tensor?, weights: Tensor?) throws -> Tensor {
    guard let entry = LossCatalogue.entry(named: name) else {
      throw SpecError.unknown(.unknownLoss, "unknown loss", name, at: "loss", among: LossCatalogue.names)
    }
    let (targets, aligned) = try aligned(targets, predictions, entry)
    let operands = LossOperands(
      targets: targets, predictions: aligned, logits: aligned.isIdentical(to: predictions) ? logits : nil,
      options: options)
    return try reduced(entry.perSample(operands), weights)
  }

  /// Both at one rank and shape. A target of another shape would be broadcast silently in Keras; here it is an error.
  private func aligned(_ targets: Tensor, _ predictions: Tensor, _ entry: LossEntry) throws -> (Tensor, Tensor) {
    guard entry.targets == .floating else { return (try labels(targets, predictions), predictions) }
    let (targets, predictions) = try Tensor.atOneRank(targets, predictions)
    guard targets.shape == predictions.shape else {
      throw AutodiffError(
        .shapeMismatch, "targets of shape \(targets.shape) do not fit predictions of shape \(predictions.shape)",
        expected: "\(predictions.shape)", actual: "\(targets.shape)")
    }
    return (targets, predictions)
  }

  /// Labels with the shape of the predictions less the axis of the classes; there it may stand with extent 1.
  private func labels(_ targets: Tensor, _ predictions: Tensor) throws -> Tensor {
    let axis = LossOperands(targets: targets, predictions: predictions, options: options).axis
    var expected = predictions.shape.dimensions
    guard (-expected.count..<expected.count).contains(axis) else {
      throw AutodiffError(
        .badAttribute, "axis \(axis) is out of range for predictions of shape \(predictions.shape)", actual: "\(axis)")
    }
    expected.remove(at: axis < 0 ? axis + expected.count : axis)
    var kept = targets.shape.dimensions
    if kept.count == expected.count + 1 {
      let place = axis < 0 ? axis + kept.count : axis
      if kept[place] == 1 { kept.remove(at: place) }
    }
    guard kept == expected else {
      throw AutodiffError(
        .shapeMismatch, "labels of shape \(targets.shape) do not fit predictions of shape \(predictions.shape)",
        expected: "\(expected)", actual: "\(targets.shape)")
    }
    return try targets.reshaped(to: Shape(expected))
  }
}

// MARK: - Reduction

extension Loss {
  private func reduced(_ loss: LossValues, _ weights: Tensor?) throws -> Tensor {
    guard let weights = try combined(weights, loss.mask) else { return try reduced(loss.values, weights: nil) }
    let (values, aligned) = try Tensor.atOneRank(loss.values, weights)
    return try reduced(values * aligned, weights: aligned)
  }

  private func reduced(_ values: Tensor, weights: Tensor?) throws -> Tensor {
    if reduction == .none || values.rank == 0 { return values }
    let total = try values.sum()
    switch reduction {
    case .sum, .none: return total
    case .meanWithSampleWeight:
      if let weights { return try total.dividedNoNan(by: weights.sum()) }
      return try total / Double(max(values.shape.elementCount, 1))
    case .mean, .sumOverBatchSize: return try total / Double(max(values.shape.elementCount, 1))
    }
  }

  /// Weights that leave out masked samples; where a mean is taken, the others count for them.
  private func combined(_ weights: Tensor?, _ mask: Tensor?) throws -> Tensor? {
    guard let mask else { return weights }
    let isMean = reduction == .mean || reduction == .sumOverBatchSize
    let counted = isMean ? try mask * mask.constant(Double(mask.shape.elementCount)).dividedNoNan(by: mask.sum()) : mask
    guard let weights else { return counted }
    let (aligned, same) = try Tensor.atOneRank(counted, weights)
    return try same * aligned
  }
}

extension Tensor {
  /// Two tensors whose ranks differ by a trailing axis of extent 1 brought to one rank, as Keras does: a vector gains
  /// the axis, anything else loses it.
  static func atOneRank(_ a: Tensor, _ b: Tensor) throws -> (Tensor, Tensor) {
    if a.rank == b.rank + 1, a.shape.dimensions.last == 1 {
      return b.rank == 1 ? (a, try b.expandingDimensions(at: -1)) : (try a.withoutLastAxis(), b)
    }
    if b.rank == a.rank + 1, b.shape.dimensions.last == 1 {
      return a.rank == 1 ? (try a.expandingDimensions(at: -1), b) : (a, try b.withoutLastAxis())
    }
    return (a, b)
  }

  private func withoutLastAxis() throws -> Tensor { try reshaped(to: Shape(Array(shape.dimensions.dropLast()))) }
}
