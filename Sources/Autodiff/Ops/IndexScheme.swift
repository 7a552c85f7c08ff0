import Kernels

/// How a tensor of indices names elements of another tensor.
public enum IndexScheme: Hashable, Sendable {
  /// Each index names a slice along one axis, which the axes of the indices replace.
  case axis(Int)
  /// The last axis of the indices holds coordinates on the leading axes.
  case coordinates
  /// The indices have the tensor's shape but for one axis; each names the element on that axis in its own row.
  case along(Int)

  /// The shape of what `indices` names in a tensor of shape `x`. Throws where the two do not fit.
  func selectedShape(_ x: Shape, _ indices: Shape, for name: String) throws -> Shape {
    switch self {
    case .axis(let axis):
      guard (0..<x.rank).contains(axis) else { throw mismatch(x, indices, name) }
      return try Shape(x.dimensions[..<axis] + indices.dimensions + x.dimensions[(axis + 1)...])
    case .coordinates:
      guard let depth = indices.dimensions.last, depth <= x.rank else { throw mismatch(x, indices, name) }
      return try Shape(indices.dimensions.dropLast() + x.dimensions[depth...])
    case .along(let axis):
      guard (0..<x.rank).contains(axis), indices.rank == x.rank,
        try indices.removing(axes: [axis]) == x.removing(axes: [axis])
      else { throw mismatch(x, indices, name) }
      return indices
    }
  }

  private func mismatch(_ x: Shape, _ indices: Shape, _ name: String) -> AutodiffError {
    let expected =
      switch self {
      case .axis(let axis): "a tensor with an axis \(axis)"
      case .coordinates: "indices whose last axis holds at most \(x.rank) coordinates"
      case .along(let axis): "indices of the tensor's shape but for axis \(axis)"
      }
    return AutodiffError(
      .shapeMismatch, "\(name): indices of shape \(indices) do not fit a tensor of shape \(x)", expected: expected,
      actual: "\(x) and \(indices)")
  }

  /// The rows for shapes that `selectedShape` accepted.
  func rows(_ x: Shape, _ indices: Shape) throws -> RowSelection {
    switch self {
    case .axis(let axis):
      return RowSelection(
        outer: try count(x.dimensions[..<axis]), blockRows: x[axis], count: indices.elementCount, sharesTuples: true,
        extents: [x[axis]], strides: [1], lane: 1, rowLength: try count(x.dimensions[(axis + 1)...]))
    case .coordinates:
      let depth = indices.dimensions.last ?? 0
      let extents = Array(x.dimensions[..<depth])
      return RowSelection(
        outer: 1, blockRows: try count(extents[...]), count: try count(indices.dimensions.dropLast()),
        sharesTuples: true, extents: extents, strides: Movement.contiguousStrides(extents), lane: 1,
        rowLength: try count(x.dimensions[depth...]))
    case .along(let axis):
      let inner = try count(x.dimensions[(axis + 1)...])
      return RowSelection(
        outer: try count(x.dimensions[..<axis]), blockRows: try count(x.dimensions[axis...]),
        count: try count(indices.dimensions[axis...]), sharesTuples: false, extents: [x[axis]], strides: [inner],
        lane: inner, rowLength: 1)
    }
  }

  private func count(_ extents: ArraySlice<Int>) throws -> Int { try Shape(Array(extents)).elementCount }
}

/// An operation that is linear in its first operand, and whose other operands are indices.
public protocol IndexedOperation: Operation {
  /// The transpose of the map from the first operand to the result, at `cotangent`.
  func transpose(_ cotangent: Tensor, _ operands: [Tensor]) throws -> Tensor
}

extension IndexedOperation {
  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try tangents[0].map { try apply(self, [$0] + operands.dropFirst()) }
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    [wanted[0] ? try transpose(cotangent, operands) : nil] + operands.dropFirst().map { _ in nil }
  }
}

extension Operation {
  func expectIndices(_ operand: TensorType) throws {
    guard operand.dtype == .int32 || operand.dtype == .int64 else {
      throw AutodiffError(
        .dtypeMismatch, "\(name): indices must be of type int32 or int64, not \(operand)", expected: "int32 or int64",
        actual: operand.dtype.rawValue)
    }
  }
}

extension IndexedOperation {
  /// Runs a kernel that reads indices, and says in the terms of this operation what is wrong with them.
  func locatingBadIndices(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let bad as RowSelection.BadIndex {
      throw AutodiffError(
        .indexOutOfRange, "\(name): index \(bad.index), number \(bad.tuple), is out of range",
        expected: bad.extent > 0 ? "0 to \(bad.extent - 1)" : "no index: the axis is empty", actual: "\(bad.index)")
    } catch let repeated as RowSelection.RepeatedRow {
      throw AutodiffError(
        .indexOutOfRange, "\(name): index number \(repeated.tuple) names a place that an earlier one named",
        expected: "unique indices")
    }
  }
}
