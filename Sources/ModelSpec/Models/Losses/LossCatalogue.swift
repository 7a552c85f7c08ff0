import Autodiff

/// Every loss by its name, as `keras.losses` defines it (Keras 3; epsilon is `keras.config.epsilon()`).
enum LossCatalogue {
  static let epsilon = 1e-7

  static func entry(named name: String) -> LossEntry? { byName[name] }

  static let entries: [LossEntry] = regressions + margins + divergences + crossEntropies + overlaps + labelled

  private static let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
}

// MARK: - Regression: the mean over the last axis of a function of the error

extension LossCatalogue {
  private static let regressions: [LossEntry] = [
    LossEntry("mean_squared_error") { LossValues(try $0.error.squared().meanOverFeatures()) },
    LossEntry("mean_absolute_error") { LossValues(try $0.error.magnitude().meanOverFeatures()) },
    LossEntry("mean_absolute_percentage_error") { loss in
      let scale = try loss.targets.magnitude().maximum(loss.targets.constant(epsilon))
      return LossValues(try (loss.error / scale).magnitude().meanOverFeatures() * 100)
    },
    LossEntry("mean_squared_logarithmic_error") { loss in
      let logarithm = { (x: Tensor) in try (x.maximum(x.constant(epsilon)) + 1).log() }
      return LossValues(try (logarithm(loss.predictions) - logarithm(loss.targets)).squared().meanOverFeatures())
    },
    LossEntry("huber", [.number("delta", 1)]) { loss in
      let (error, delta) = (try loss.error, loss.number("delta"))
      let magnitude = try error.magnitude()
      let inner = try magnitude.isLessOrEqual(to: error.constant(delta))
      return LossValues(
        try Tensor.where(inner, error.squared() * 0.5, magnitude * delta - delta * delta / 2).meanOverFeatures())
    },
    LossEntry("log_cosh") { loss in
      let error = try loss.error
      return LossValues(try (error + (error * -2).softplus() - logOf2).meanOverFeatures())
    },
    LossEntry("sum_squared_error") { LossValues(try $0.error.squared().sum()) },
  ]

  private static let logOf2 = 0.693147180559945309417
}

// MARK: - Margins

extension LossCatalogue {
  private static let margins: [LossEntry] = [
    LossEntry("hinge") { LossValues(try hinge($0).meanOverFeatures()) },
    LossEntry("squared_hinge") { LossValues(try hinge($0).squared().meanOverFeatures()) },
    LossEntry("categorical_hinge") { loss in
      let positive = try (loss.targets * loss.predictions).sum(axes: [-1])
      let negative = try ((1 - loss.targets) * loss.predictions).max(axes: [-1])
      return LossValues(try (negative - positive + 1).maximum(positive.constant(0)))
    },
  ]

  private static func hinge(_ loss: LossOperands) throws -> Tensor {
    let margins = try 1 - signs(loss.targets) * loss.predictions
    return try margins.maximum(margins.constant(0))
  }

  /// Labels of which all are 0 or 1 stand for −1 and 1.
  private static func signs(_ targets: Tensor) throws -> Tensor {
    let isZeroOrOne = try targets.isEqual(to: targets.constant(0))
      .logicalOr(targets.isEqual(to: targets.constant(1))).cast(to: targets.dtype)
    let areBinary = try isZeroOrOne.min().isGreater(than: targets.constant(0))
    return try Tensor.where(areBinary, targets * 2 - 1, targets)
  }
}

// MARK: - Divergences and similarities

extension LossCatalogue {
  private static let divergences: [LossEntry] = [
    LossEntry("kl_divergence") { loss in
      let targets = try loss.targets.clipped(epsilon, 1)
      let predictions = try loss.predictions.clipped(epsilon, 1)
      return LossValues(try (targets * (targets / predictions).log()).sum(axes: [-1]))
    },
    LossEntry("poisson") { loss in
      let fit = try loss.targets * (loss.predictions + epsilon).log()
      return LossValues(try (loss.predictions - fit).meanOverFeatures())
    },
    LossEntry("cosine_similarity", [.axis(-1)]) { loss in
      let (targets, predictions) = (try unit(loss.targets, loss.axis), try unit(loss.predictions, loss.axis))
      return LossValues(try -(targets * predictions).sum(axes: [loss.axis]))
    },
  ]

  /// The vectors along an axis at length 1; those shorter than epsilon divided by epsilon.
  private static func unit(_ x: Tensor, _ axis: Int) throws -> Tensor {
    let inverse = try x.squared().sum(axes: [axis], keepingDimensions: true).rsqrt()
    return try x * inverse.minimum(inverse.constant(1 / epsilon))
  }
}

// MARK: - Overlap of sets

extension LossCatalogue {
  private static let overlaps: [LossEntry] = [
    LossEntry("dice", [.axis(nil)]) { loss in
      let axes = loss.integer("axis").map { [$0] }
      let common = try (loss.targets * loss.predictions).sum(axes: axes)
      let total = try loss.targets.sum(axes: axes) + loss.predictions.sum(axes: axes) + epsilon
      return LossValues(try 1 - common * 2 / total)
    },
    LossEntry("tversky", [.number("alpha", 0.5), .number("beta", 0.5), .axis(nil)]) { loss in
      let (targets, predictions) = (loss.targets, loss.predictions)
      let axes = loss.integer("axis").map { [$0] }
      let common = try (targets * predictions).sum(axes: axes)
      let missed = try ((1 - predictions) * targets).sum(axes: axes) * loss.number("alpha")
      let extra = try (predictions * (1 - targets)).sum(axes: axes) * loss.number("beta")
      return LossValues(try 1 - common / (common + missed + extra + epsilon))
    },
  ]
}

extension LossOperands {
  var error: Tensor {
    get throws { try predictions - targets }
  }
}

extension Tensor {
  func meanOverFeatures() throws -> Tensor { try mean(axes: [-1]) }
}
