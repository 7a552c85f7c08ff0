extension Tensor {
  /// Divided by the root of the sum of squares over `axes`, or of `epsilon` where that is larger.
  public func l2Normalized(axes: [Int]? = nil, epsilon: Double = 1e-12) throws -> Tensor {
    let sum = try squared().sum(axes: axes, keepingDimensions: true)
    return try self * sum.maximum(constant(epsilon, like: sum)).rsqrt()
  }

  /// Mean 0 and variance 1 over `axes`, then times `gamma` plus `beta`, which have these axes' extents.
  public func layerNormalized(gamma: Tensor, beta: Tensor, axes: [Int] = [-1], epsilon: Double = 1e-3) throws -> Tensor
  {
    let axes = try shape.resolve(axes: axes, for: "layer_norm")
    let (mean, variance) = try moments(axes)
    let (scale, offset) = (try gamma.aligned(with: self, axes, "gamma"), try beta.aligned(with: self, axes, "beta"))
    return try (self - mean) * (variance + epsilon).rsqrt() * scale + offset
  }

  /// The vector or block of parameters in the shape that broadcasts over the other axes of `x`.
  private func aligned(with x: Tensor, _ axes: [Int], _ name: String) throws -> Tensor {
    guard shape.dimensions == axes.map({ x.shape[$0] }) else {
      throw AutodiffError(
        .shapeMismatch, "layer_norm: \(name) of shape \(shape) does not fit the axes \(axes) of \(x.shape)",
        expected: "\(axes.map { x.shape[$0] })", actual: "\(shape)")
    }
    return try reshaped(to: Shape((0..<x.rank).map { axes.contains($0) ? x.shape[$0] : 1 }))
  }

  private func moments(_ axes: [Int]) throws -> (mean: Tensor, variance: Tensor) {
    let mean = try mean(axes: axes, keepingDimensions: true)
    return (mean, try (self - mean).squared().mean(axes: axes, keepingDimensions: true))
  }

  /// Divided by the root of the mean square of the last axis, then times `scale`.
  public func rmsNormalized(scale: Tensor, epsilon: Double = 1e-6) throws -> Tensor {
    let meanSquare = try squared().mean(axes: [-1], keepingDimensions: true)
    return try self * (meanSquare + epsilon).rsqrt() * scale.fitting(self, "scale", "rms_norm")
  }

  /// Normalized per channel, the last axis, by statistics that were gathered before.
  public func batchNormalized(
    gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double = 1e-3
  ) throws -> Tensor {
    let name = "batch_norm"
    let factor = try (variance.fitting(self, "moving_variance", name) + epsilon).rsqrt()
    let centered = try self - mean.fitting(self, "moving_mean", name)
    return try centered * factor * gamma.fitting(self, "gamma", name) + beta.fitting(self, "beta", name)
  }

  /// Normalized per channel, the last axis, by the statistics of this very batch.
  public func batchNormalizedInTraining(gamma: Tensor, beta: Tensor, epsilon: Double = 1e-3) throws -> Tensor {
    let name = "batch_norm_training"
    let (scale, offset) = (try gamma.fitting(self, "gamma", name), try beta.fitting(self, "beta", name))
    let (mean, variance) = try moments(Array(0..<rank - 1))
    return try (self - mean) * (variance + epsilon).rsqrt() * scale + offset
  }

  /// This vector, if it has an element for each place of the last axis of `x`.
  private func fitting(_ x: Tensor, _ name: String, _ operation: String) throws -> Tensor {
    guard let channels = x.shape.dimensions.last, shape.dimensions == [channels] else {
      throw AutodiffError(
        .shapeMismatch, "\(operation): \(name) of shape \(shape) does not fit the last axis of \(x.shape)",
        expected: x.shape.dimensions.last.map { "[\($0)]" } ?? "an operand with an axis", actual: "\(shape)")
    }
    return self
  }
}
