import Autodiff

/// Cross entropies. Where the logits are known, because they were given or because the predictions come out of a softmax
/// or sigmoid, the loss is computed from them; probabilities are clipped to `[epsilon, 1 - epsilon]`.
extension LossCatalogue {
  static let crossEntropies: [LossEntry] = [
    LossEntry("binary_crossentropy", [.fromLogits, .labelSmoothing, .axis(-1)]) { loss in
      LossValues(try binary(loss.smoothedBinary()).mean(axes: [loss.axis]))
    },
    LossEntry(
      "binary_focal_crossentropy",
      [
        .flag("apply_class_balancing", false), .number("alpha", 0.25), .number("gamma", 2), .fromLogits,
        .labelSmoothing,
        .axis(-1),
      ]
    ) { LossValues(try binaryFocal($0.smoothedBinary()).mean(axes: [$0.axis])) },
    LossEntry("categorical_crossentropy", [.fromLogits, .labelSmoothing, .axis(-1)]) { loss in
      LossValues(try categorical(loss.smoothedCategorical()))
    },
    LossEntry(
      "categorical_focal_crossentropy",
      [.number("alpha", 0.25), .number("gamma", 2), .fromLogits, .labelSmoothing, .axis(-1)]
    ) { LossValues(try categoricalFocal($0.smoothedCategorical())) },
  ]

  /// −(t log p + (1 − t) log(1 − p)), element by element.
  private static func binary(_ loss: LossOperands) throws -> Tensor {
    if let logits = loss.knownLogits { return try loss.targets.sigmoidCrossEntropy(logits: logits) }
    let (targets, p) = (loss.targets, try loss.predictions.clipped(epsilon, 1 - epsilon))
    return try -(targets * p.log() + (1 - targets) * (1 - p).log())
  }

  /// (1 − p_t)^gamma times the binary cross entropy, where p_t is the probability given to the true class.
  private static func binaryFocal(_ loss: LossOperands) throws -> Tensor {
    let targets = loss.targets
    let p = loss.flag("from_logits") && loss.logits == nil ? try loss.predictions.sigmoid() : loss.predictions
    let pTrue = try targets * p + (1 - targets) * (1 - p)
    let focal = try (1 - pTrue).power(loss.number("gamma")) * binary(loss)
    guard loss.flag("apply_class_balancing") else { return focal }
    let alpha = loss.number("alpha")
    return try focal * (targets * alpha + (1 - targets) * (1 - alpha))
  }

  /// −Σ t log p over the classes, p divided by its sum.
  private static func categorical(_ loss: LossOperands) throws -> Tensor {
    if let logits = loss.knownLogits {
      return try loss.targets.softmaxCrossEntropy(logits: logits, axis: loss.axis)
    }
    return try -(loss.targets * normalized(loss.predictions, loss.axis).log()).sum(axes: [loss.axis])
  }

  private static func categoricalFocal(_ loss: LossOperands) throws -> Tensor {
    let fromLogits = loss.flag("from_logits") && loss.logits == nil
    let predictions = fromLogits ? try loss.predictions.softmax(axis: loss.axis) : loss.predictions
    let p = try normalized(predictions, loss.axis)
    let weight = try (1 - p).power(loss.number("gamma")) * loss.number("alpha")
    return try (weight * -(loss.targets * p.log())).sum(axes: [loss.axis])
  }

  /// Probabilities that sum to one, clipped.
  private static func normalized(_ p: Tensor, _ axis: Int) throws -> Tensor {
    try (p / p.sum(axes: [axis], keepingDimensions: true)).clipped(epsilon, 1 - epsilon)
  }
}

extension LossOperands {
  /// Logits that come with the predictions, or the predictions where `from_logits` says that they are logits.
  var knownLogits: Tensor? { logits ?? (flag("from_logits") ? predictions : nil) }

  /// Targets moved towards ½.
  func smoothedBinary() throws -> LossOperands { try smoothed(towards: 0.5) }

  /// Targets moved towards 1 / K for K classes, which Keras counts on the last axis.
  func smoothedCategorical() throws -> LossOperands {
    try smoothed(towards: 1 / Double(targets.shape.dimensions.last ?? 1))
  }

  private func smoothed(towards level: Double) throws -> LossOperands {
    let smoothing = number("label_smoothing")
    guard smoothing != 0 else { return self }
    var loss = self
    loss.targets = try targets * (1 - smoothing) + smoothing * level
    return loss
  }
}
