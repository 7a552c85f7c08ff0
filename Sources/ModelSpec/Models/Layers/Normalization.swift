import Autodiff

/// `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, with mean and variance over the given axes of each sample.
struct LayerNormalization: Hashable, Sendable {
  let axes: [Int]
  let epsilon: ExactDouble
  let scales: Bool
  let centers: Bool

  func callAsFunction(_ x: Tensor, _ run: ModelRun, _ scope: LayerScope) throws -> Tensor {
    let shape = try AxisParameters(axes, of: x).shape
    let gamma = scales ? try run.parameter("gamma", scope) : try x.constant(1).broadcast(to: shape)
    let beta = centers ? try run.parameter("beta", scope) : try x.constant(0).broadcast(to: shape)
    return try x.layerNormalized(gamma: gamma, beta: beta, axes: axes, epsilon: epsilon.value)
  }
}

/// Normalization by the moving mean and variance of an axis, as at inference.
struct BatchNormalization: Hashable, Sendable {
  let axis: Int
  let epsilon: ExactDouble
  let scales: Bool
  let centers: Bool

  func callAsFunction(_ x: Tensor, _ run: ModelRun, _ scope: LayerScope) throws -> Tensor {
    let parameters = try AxisParameters([axis], of: x)
    let mean = try parameters.spread(run.parameter("moving_mean", scope), "moving_mean")
    let variance = try parameters.spread(run.parameter("moving_variance", scope), "moving_variance")
    var factor = try (variance + epsilon.value).rsqrt()
    if scales { factor = try factor * parameters.spread(run.parameter("gamma", scope), "gamma") }
    let y = try (x - mean) * factor
    return centers ? try y + parameters.spread(run.parameter("beta", scope), "beta") : y
  }
}

/// `x / sqrt(mean(x²) + epsilon) * scale`.
struct RMSNormalization: Hashable, Sendable {
  let axes: [Int]
  let epsilon: ExactDouble

  func callAsFunction(_ x: Tensor, _ run: ModelRun, _ scope: LayerScope) throws -> Tensor {
    let parameters = try AxisParameters(axes, of: x)
    let inverse = try (x.squared().mean(axes: axes, keepingDimensions: true) + epsilon.value).rsqrt()
    return try x * inverse * parameters.spread(run.parameter("scale", scope), "scale")
  }
}

/// The shape of parameters that belong to some axes of an input.
private struct AxisParameters {
  let shape: Shape
  private let spreadShape: Shape

  init(_ axes: [Int], of x: Tensor) throws {
    let resolved = try axes.map { axis in
      guard (-x.rank..<x.rank).contains(axis) else {
        throw AutodiffError(
          .badAttribute, "axis \(axis) is out of range for an input of shape \(x.shape)",
          expected: "an axis from \(-x.rank) to \(x.rank - 1)", actual: "\(axis)")
      }
      return axis < 0 ? axis + x.rank : axis
    }
    shape = try Shape(resolved.sorted().map { x.shape[$0] })
    spreadShape = try Shape((0..<x.rank).map { resolved.contains($0) ? x.shape[$0] : 1 })
  }

  /// A parameter with its axes where the input has them.
  func spread(_ parameter: Tensor, _ name: String) throws -> Tensor {
    guard parameter.shape == shape else {
      throw AutodiffError(
        .shapeMismatch, "\(name) of shape \(parameter.shape) does not fit the normalized axes", expected: "\(shape)",
        actual: "\(parameter.shape)")
    }
    return try parameter.reshaped(to: spreadShape)
  }
}
