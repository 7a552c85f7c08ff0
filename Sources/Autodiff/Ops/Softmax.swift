extension Tensor {
  /// The exponentials divided by their sum over `axis`; stable, and exact for −infinity (a mask).
  public func softmax(axis: Int = -1) throws -> Tensor {
    let shifted = try shifted(axis).exp()
    return try shifted / shifted.sum(axes: [axis], keepingDimensions: true)
  }

  /// The logarithm of `softmax(axis:)`, stable.
  public func logSoftmax(axis: Int = -1) throws -> Tensor {
    let shifted = try shifted(axis)
    return try shifted - shifted.exp().sum(axes: [axis], keepingDimensions: true).log()
  }

  /// The elements less their maximum over `axis`, which is a constant for derivatives: it cancels.
  private func shifted(_ axis: Int) throws -> Tensor {
    try self - stoppingGradient().max(axes: [axis], keepingDimensions: true)
  }

  /// The nearest point, for each row of the last axis, whose elements are not negative and add up to 1.
  ///
  /// It is `max(x − τ, 0)`, and the elements above τ, the support, fix τ: their sum is 1 + τ · their number. Derivatives are those of
  /// that formula with the support held, and 0 outside of it. Martins and Astudillo, "From Softmax to Sparsemax", 2016, algorithm 1.
  public func sparsemax() throws -> Tensor {
    let support = try withoutDerivative { x in
      let sorted = try x.sorted(descending: true)
      let sums = try sorted.cumulativeSum(axis: -1)
      let counts = try ones(like: sorted).cumulativeSum(axis: -1)
      let isAbove = try (1 + counts * sorted).isGreater(than: sums)
      let size = try isAbove.cast(to: x.dtype).sum(axes: [-1], keepingDimensions: true)
      let total = try Tensor.where(isAbove, sorted, zeros(like: sorted)).sum(axes: [-1], keepingDimensions: true)
      return try x.isGreater(than: (total - 1) / size)
    }
    let size = try support.cast(to: dtype).sum(axes: [-1], keepingDimensions: true)
    let total = try Tensor.where(support, self, zeros(like: self)).sum(axes: [-1], keepingDimensions: true)
    return try .where(support, self - (total - 1) / size, zeros(like: self))
  }

  private func withoutDerivative(_ body: (Tensor) throws -> Tensor) throws -> Tensor { try body(stoppingGradient()) }
}
