/// What stands around a padded tensor.
public enum PaddingMode: Hashable, Sendable {
  /// One number.
  case constant(Double)
  /// The elements mirrored at the first and last one, which are not repeated.
  case reflect
  /// The elements mirrored at the edge: the first and last one are repeated.
  case symmetric
}

extension Tensor {
  /// The tensor with `before` and `after` new elements along each axis.
  public func padded(_ paddings: [(before: Int, after: Int)], _ mode: PaddingMode = .constant(0)) throws -> Tensor {
    guard paddings.count == rank, paddings.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
      throw AutodiffError(
        .badAttribute,
        "pad: the paddings \(paddings) must be \(rank) pairs that are not negative for the shape \(shape)",
        expected: "\(rank) pairs", actual: "\(paddings.count)")
    }
    guard case .constant(let value) = mode else {
      return try paddings.enumerated().reduce(self) { try $0.mirrored($1.offset, $1.element, mode) }
    }
    let placed = try placed(paddings)
    guard value != 0 else { return placed }
    let inside = try ones(like: self).stoppingGradient().placed(paddings)
    return try .where(inside.isNotEqual(to: zeros(like: inside)), placed, constant(value, like: placed))
  }

  private func placed(_ paddings: [(before: Int, after: Int)]) throws -> Tensor {
    let extents = try zip(shape.dimensions, paddings).map { extent, padding in
      let (sum, overflow) = padding.before.addingReportingOverflow(padding.after)
      guard !overflow, !sum.addingReportingOverflow(extent).overflow else {
        throw AutodiffError(.limitExceeded, "pad: the paddings \(paddings) are too large")
      }
      return sum + extent
    }
    let region = StridedRegion(
      starts: paddings.map(\.before), counts: shape.dimensions, strides: [Int](repeating: 1, count: rank))
    return region.counts == extents ? self : try apply(Place(region: region, shape: Shape(extents)), self)
  }

  private func mirrored(_ axis: Int, _ padding: (before: Int, after: Int), _ mode: PaddingMode) throws -> Tensor {
    let (extent, skipped) = (shape[axis], mode == .reflect ? 1 : 0)
    let most = Swift.max(extent - skipped, 0)
    guard padding.before <= most, padding.after <= most else {
      throw AutodiffError(
        .badAttribute, "pad: axis \(axis) of \(shape) cannot be mirrored by \(padding.before) and \(padding.after)",
        expected: "at most \(most)", actual: "\(padding.before) and \(padding.after)")
    }
    guard padding.before > 0 || padding.after > 0 else { return self }
    let before = try sliced(axis: axis, skipped..<skipped + padding.before).reversed(axes: [axis])
    let after = try sliced(axis: axis, most - padding.after..<most).reversed(axes: [axis])
    return try .concatenated([before, self, after], axis: axis)
  }
}
