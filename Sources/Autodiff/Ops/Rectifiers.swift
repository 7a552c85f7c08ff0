// Activations in pieces. Each is written so that a NaN stays a NaN, and the piece that holds at a kink gives the derivative there.

extension Tensor {
  /// `maximum` where x ≥ `maximum`, x where x > `threshold`, and `negativeSlope * (x − threshold)` elsewhere.
  public func relu(negativeSlope: Double, maximum: Double? = nil, threshold: Double = 0) throws -> Tensor {
    let isActive = try isGreater(than: constant(threshold, like: self))
    let rectified = try Tensor.where(isActive, self, (self - threshold) * negativeSlope)
    guard let maximum else { return rectified }
    let bound = try constant(maximum, like: self)
    return try .where(isGreaterOrEqual(to: bound), bound, rectified)
  }

  /// `min(max(x, 0), 6)`; the derivative at 0 and at 6 is 0.
  public func relu6() throws -> Tensor {
    let six = try constant(6, like: self)
    return try .where(isGreaterOrEqual(to: six), six, relu())
  }

  /// x where it is positive, `negativeSlope * x` elsewhere; the derivative at 0 is the slope.
  public func leakyRelu(negativeSlope: Double = 0.2) throws -> Tensor { try relu(negativeSlope: negativeSlope) }

  /// x where it is positive, `alpha * (exp(x) − 1)` elsewhere; the derivative at 0 is `alpha`, the second one 0.
  public func elu(alpha: Double = 1) throws -> Tensor {
    try .where(isGreater(than: zeros(like: self)), self, alpha * exponentialBelowZero())
  }

  /// `elu` scaled so that layers keep mean and variance; the derivative at 0 is the scale, 1.0507.
  public func selu() throws -> Tensor {
    let (scale, alpha) = (1.0507009873554805, 1.6732632423543772)
    let isNegative = try isLess(than: zeros(like: self))
    return try scale * .where(isNegative, alpha * expm1(), self)
  }

  /// x where it is not negative, `alpha * (exp(x / alpha) − 1)` elsewhere; the derivative at 0 is 1.
  public func celu(alpha: Double = 1) throws -> Tensor { try alpha * (self / alpha).exponentialBelowZero() }

  /// `exp(x) − 1` where x is negative, x elsewhere.
  private func exponentialBelowZero() throws -> Tensor {
    try .where(isLess(than: zeros(like: self)), expm1(), self)
  }

  /// `relu6(x + 3) / 6`.
  public func hardSigmoid() throws -> Tensor { try (self + 3).relu6() / 6 }

  /// `x * hardSigmoid(x)`.
  public func hardSilu() throws -> Tensor { try self * hardSigmoid() }

  /// x kept between −1 and 1, with derivative 1 at both.
  public func hardTanh() throws -> Tensor { try clipped(-1, 1) }

  /// x where its magnitude is above `threshold`, 0 elsewhere.
  public func hardShrink(threshold: Double = 0.5) throws -> Tensor {
    try .where(isWithin(threshold), zeros(like: self), self)
  }

  /// x moved towards 0 by `threshold`, and 0 where it would pass it.
  public func softShrink(threshold: Double = 0.5) throws -> Tensor {
    try .where(isWithin(threshold), zeros(like: self), self - threshold * sign())
  }

  private func isWithin(_ threshold: Double) throws -> Tensor {
    try magnitude().isLessOrEqual(to: constant(threshold, like: self))
  }

  /// x where it is above `threshold`, `value` elsewhere.
  public func thresholded(_ threshold: Double, value: Double) throws -> Tensor {
    try .where(isLessOrEqual(to: constant(threshold, like: self)), constant(value, like: self), self)
  }

  /// 0 up to −1, x from 1 on, and (x + 1)² / 4 between.
  public func sparsePlus() throws -> Tensor {
    let upper = try Tensor.where(isLess(than: ones(like: self)), (self + 1).squared() / 4, self)
    return try .where(isLessOrEqual(to: constant(-1, like: self)), zeros(like: self), upper)
  }

  /// 0 up to −1, 1 from 1 on, and (x + 1) / 2 between.
  public func sparseSigmoid() throws -> Tensor {
    let upper = try Tensor.where(isGreaterOrEqual(to: ones(like: self)), ones(like: self), (self + 1) / 2)
    return try .where(isLessOrEqual(to: constant(-1, like: self)), zeros(like: self), upper)
  }

  /// x kept between `minimum` and `maximum`, with derivative 1 inside and on both edges.
  public func clipped(_ minimum: Double, _ maximum: Double) throws -> Tensor {
    let (lower, upper) = (try constant(minimum, like: self), try constant(maximum, like: self))
    return try .where(isLess(than: lower), lower, .where(isGreater(than: upper), upper, self))
  }
}
