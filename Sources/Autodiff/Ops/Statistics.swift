// Reductions that are compositions of others: no rule of their own, so every order is as exact as its parts.

extension Tensor {
  /// The product over `axes`. Made of multiplications alone, log₂(n) rounds of them, so that derivatives of every order are exact where
  /// factors are zero.
  public func product(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    let axes = try shape.resolve(axes: axes, for: "reduce_prod")
    let kept = (0..<rank).filter { !axes.contains($0) }
    let extents = try Shape(axes.map { shape[$0] })
    let rest = try Shape(kept.map { shape[$0] })
    let result = try shape.removing(axes: axes, keepingDimensions: keepingDimensions)
    guard result.elementCount > 0 else { return try zeros(like: self).sum(axes: axes).reshaped(to: result) }
    let rows = try transposed(axes + kept).reshaped(to: Shape([extents.elementCount] + rest.dimensions))
    return try rows.foldedProduct().reshaped(to: result)
  }

  /// The product along the first axis, by halves; the odd one out waits.
  private func foldedProduct() throws -> Tensor {
    guard shape[0] > 0 else { return try sum(axes: [0]) + 1 }
    var rows = self
    while rows.shape[0] > 1 {
      let half = rows.shape[0] / 2
      let products = try rows.sliced(axis: 0, 0..<half) * rows.sliced(axis: 0, half..<2 * half)
      let odd = try rows.shape[0] % 2 == 1 ? [rows.sliced(axis: 0, 2 * half..<2 * half + 1)] : []
      rows = try odd.isEmpty ? products : .concatenated([products] + odd, axis: 0)
    }
    return rows
  }

  /// The logarithm of the sum of exponentials over `axes`; stable, and −infinity with derivative 0 where all are −infinity.
  public func logSumExp(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    let resolved = try shape.resolve(axes: axes, for: "reduce_logsumexp")
    let result = try shape.removing(axes: resolved, keepingDimensions: keepingDimensions)
    guard shape.elementCount > 0 else {
      return try constant(-.infinity, like: zeros(like: self).sum(axes: resolved).reshaped(to: result))
    }
    let largest = try stoppingGradient().max(axes: resolved, keepingDimensions: true)
    let isFinite = try largest.magnitude().isLess(than: constant(.infinity, like: largest))
    let offset = try Tensor.where(isFinite, largest, zeros(like: largest))
    let sum = try (self - offset).exp().sum(axes: resolved, keepingDimensions: true)
    let isEmpty = try sum.isEqual(to: zeros(like: sum))
    let logarithm = try Tensor.where(isEmpty, ones(like: sum), sum).log() + offset
    return try Tensor.where(isEmpty, constant(-.infinity, like: sum), logarithm).reshaped(to: result)
  }

  /// The mean squared distance from the mean over `axes`.
  public func variance(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    let resolved = try shape.resolve(axes: axes, for: "reduce_variance")
    let deviations = try self - mean(axes: resolved, keepingDimensions: true)
    return try deviations.squared().mean(axes: resolved, keepingDimensions: keepingDimensions)
  }

  /// The root of the variance over `axes`; its derivatives are 0 where all elements are equal.
  public func standardDeviation(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    try variance(axes: axes, keepingDimensions: keepingDimensions).rooted { try $0.sqrt() }
  }

  /// The root of the sum of squares over `axes`; its derivatives are 0 where all elements are 0.
  public func norm(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    try squared().sum(axes: axes, keepingDimensions: keepingDimensions).rooted { try $0.sqrt() }
  }

  /// The sum of `|x|ᵖ` over `axes` to the power 1/p: the largest magnitude for p = ∞. Its derivatives are 0 where all elements are 0.
  public func norm(order p: Double, axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    guard p > 0 else {
      throw AutodiffError(
        .badAttribute, "norm: the order must be positive, not \(p)",
        expected: "1, 2, another positive number or \"inf\"",
        actual: "\(p)")
    }
    switch p {
    case 1: return try magnitude().sum(axes: axes, keepingDimensions: keepingDimensions)
    case 2: return try norm(axes: axes, keepingDimensions: keepingDimensions)
    case .infinity: return try magnitude().max(axes: axes, keepingDimensions: keepingDimensions)
    default:
      // An even power needs no magnitude, and is smooth at 0.
      let powers = try p.remainder(dividingBy: 2) == 0 ? power(p) : magnitude().rooted { try $0.power(p) }
      return try powers.sum(axes: axes, keepingDimensions: keepingDimensions).rooted { try $0.power(1 / p) }
    }
  }

  /// `function` where the elements are not 0, and 0 with derivatives 0 where they are, whatever `function` does there.
  private func rooted(_ function: (Tensor) throws -> Tensor) throws -> Tensor {
    let zero = try zeros(like: self)
    let isZero = try isEqual(to: zero)
    return try .where(isZero, zero, function(.where(isZero, ones(like: self), self)))
  }
}
