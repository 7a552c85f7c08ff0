extension Tensor {
  /// The shape without axes of extent 1: those named, or all of them.
  public func squeezed(axes: [Int]? = nil) throws -> Tensor {
    let removed =
      try axes.map { try shape.resolve(axes: $0, for: "squeeze") }
      ?? shape.dimensions.indices.filter { shape[$0] == 1 }
    for axis in removed where shape[axis] != 1 {
      throw AutodiffError(
        .badAttribute, "squeeze: axis \(axis) of \(shape) has the extent \(shape[axis])", expected: "1",
        actual: "\(shape[axis])")
    }
    return try reshaped(to: shape.removing(axes: removed))
  }

  /// The whole tensor repeated `multiples[axis]` times along each axis.
  public func tiled(_ multiples: [Int]) throws -> Tensor {
    guard multiples.count == rank else {
      throw AutodiffError(
        .badAttribute, "tile: \(multiples) must have \(rank) numbers for the shape \(shape)", expected: "\(rank)",
        actual: "\(multiples.count)")
    }
    var tiled = self
    for (axis, count) in multiples.enumerated() where count != 1 {
      tiled = try tiled.repeated(count, before: axis, through: axis + 1, for: "tile")
    }
    return tiled
  }

  /// Each element along `axis` repeated `count` times in place.
  public func repeated(_ count: Int, axis: Int) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "repeat")
    return try repeated(count, before: axis + 1, through: axis + 1, for: "repeat")
  }

  /// The element `i` along `axis` repeated `counts[i]` times in place.
  public func repeated(_ counts: [Int], axis: Int) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "repeat")
    guard counts.count == shape[axis], counts.allSatisfy({ $0 >= 0 }) else {
      throw AutodiffError(
        .badAttribute,
        "repeat: \(counts) must have a number, not negative, for each element of axis \(axis) of \(shape)",
        expected: "\(shape[axis])", actual: "\(counts.count)")
    }
    let total = counts.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    let places = try Tensor(TensorType(.int64, Shape([total]))) { memory in
      var next = memory.assumingMemoryBound(to: Int64.self)
      for (place, count) in counts.enumerated() {
        next.initialize(repeating: Int64(place), count: count)
        next += count
      }
    }
    return try gathered(at: places, axis: axis)
  }

  /// Repeats along a new axis between the first `lead` axes and the others, and merges it into axis `merged - 1`.
  private func repeated(_ count: Int, before lead: Int, through merged: Int, for name: String) throws -> Tensor {
    guard count >= 0 else {
      throw AutodiffError(.badAttribute, "\(name): \(count) repetitions are not possible", expected: "0 or more")
    }
    let dimensions = shape.dimensions
    let outer = try Shape(Array(dimensions[..<lead])).elementCount
    let inner = try Shape(Array(dimensions[lead...])).elementCount
    let (extent, overflow) = dimensions[merged - 1].multipliedReportingOverflow(by: count)
    guard !overflow else { throw AutodiffError(.limitExceeded, "\(name): the result would be too large") }
    let result = try Shape(dimensions[..<(merged - 1)] + [extent] + dimensions[merged...])
    return try reshaped(to: Shape([outer, 1, inner])).broadcast(to: Shape([outer, count, inner])).reshaped(to: result)
  }

  /// The elements along each of `axes` moved on by the shift of the same place, those beyond the end to the beginning.
  public func rolled(by shifts: [Int], axes: [Int]) throws -> Tensor {
    guard shifts.count == axes.count else {
      throw AutodiffError(
        .badAttribute, "roll: the shifts \(shifts) and the axes \(axes) must be as many", expected: "\(axes.count)",
        actual: "\(shifts.count)")
    }
    return try zip(shifts, axes).reduce(self) { rolled, step in
      let axis = try shape.resolve(axis: step.1, for: "roll")
      let extent = shape[axis]
      guard extent > 0 else { return rolled }
      let cut = (extent - step.0 % extent) % extent
      guard cut > 0 else { return rolled }
      return try .concatenated(
        [rolled.sliced(axis: axis, cut..<extent), rolled.sliced(axis: axis, 0..<cut)], axis: axis)
    }
  }
}
