import Kernels

/// The elements of a tensor (first operand) that indices (second operand) name. An index out of range is an error.
public struct Gather: IndexedOperation {
  public static let name = "gather"
  public let scheme: IndexScheme

  public init(_ scheme: IndexScheme) { self.scheme = scheme }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 2)
    try expectIndices(operands[1])
    return TensorType(
      operands[0].dtype, try scheme.selectedShape(operands[0].shape, operands[1].shape, for: name))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let rows = try scheme.rows(operands[0].shape, operands[1].shape)
    let (indexType, size) = (operands[1].dtype, result.dtype.size)
    return .kernel { operands, result in
      guard let x = operands[0], let indices = operands[1] else { return }
      try locatingBadIndices { try rows.gather(x, Indices(indices, indexType), result, size: size) }
    }
  }

  public func transpose(_ cotangent: Tensor, _ operands: [Tensor]) throws -> Tensor {
    try apply(ScatterAdd(scheme, shape: operands[0].shape), cotangent, operands[1])
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { result.shape.elementCount }
}

/// Zeros of `shape`, and added to them the updates (first operand) at the places that indices (second operand) name: the transpose of
/// `Gather`. Updates at one place add up, or are an error where the indices must be unique.
public struct ScatterAdd: IndexedOperation {
  public static let name = "scatter_add"
  public let scheme: IndexScheme
  public let shape: Shape
  public let isUnique: Bool

  public init(_ scheme: IndexScheme, shape: Shape, isUnique: Bool = false) {
    (self.scheme, self.shape, self.isUnique) = (scheme, shape, isUnique)
  }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 2)
    try expectFloating([operands[0]])
    try expectIndices(operands[1])
    let expected = try scheme.selectedShape(shape, operands[1].shape, for: name)
    guard operands[0].shape == expected else {
      throw AutodiffError(
        .shapeMismatch,
        "\(name): updates of shape \(operands[0].shape) do not fit indices of shape \(operands[1].shape) into \(shape)",
        expected: "\(expected)", actual: "\(operands[0].shape)")
    }
    return TensorType(operands[0].dtype, shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let rows = try scheme.rows(shape, operands[1].shape)
    let indexType = operands[1].dtype
    return .kernel { operands, memory in
      guard let updates = operands[0], let indices = operands[1] else { return }
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: result.byteCount)
      try locatingBadIndices {
        try rows.scatterAdd(updates, Indices(indices, indexType), memory, result.dtype, unique: isUnique)
      }
    }
  }

  public func transpose(_ cotangent: Tensor, _ operands: [Tensor]) throws -> Tensor {
    try apply(Gather(scheme), cotangent, operands[1])
  }
}

extension Tensor {
  /// The slices along `axis` that `indices` name; the axes of the indices stand in place of `axis`.
  public func gathered(at indices: Tensor, axis: Int = 0) throws -> Tensor {
    try apply(Gather(.axis(shape.resolve(axis: axis, for: Gather.name))), self, indices)
  }

  /// The slices whose coordinates on the leading axes the last axis of `indices` holds.
  public func gathered(atCoordinates indices: Tensor) throws -> Tensor {
    try apply(Gather(.coordinates), self, indices)
  }

  /// For each of `indices`, the element at that place of `axis` in the same row. The other extents agree.
  public func gathered(along axis: Int, at indices: Tensor) throws -> Tensor {
    try apply(Gather(.along(shape.resolve(axis: axis, for: Gather.name))), self, indices)
  }

  /// Zeros of `shape` with these updates added at the coordinates that `indices` holds.
  public func scattered(atCoordinates indices: Tensor, into shape: Shape) throws -> Tensor {
    try apply(ScatterAdd(.coordinates, shape: shape), self, indices)
  }

  /// This tensor with `updates` added at the coordinates that `indices` holds.
  public func addingScattered(_ updates: Tensor, atCoordinates indices: Tensor) throws -> Tensor {
    try self + updates.scattered(atCoordinates: indices, into: shape)
  }

  /// This tensor with `updates` in place of the elements at the coordinates that `indices` holds, which must be unique.
  public func replacing(_ updates: Tensor, atCoordinates indices: Tensor) throws -> Tensor {
    let scatter = ScatterAdd(.coordinates, shape: shape, isUnique: true)
    let placed = try apply(scatter, updates, indices)
    let marks = try apply(scatter, ones(like: updates).stoppingGradient(), indices)
    return try .where(marks.isNotEqual(to: zeros(like: marks)), placed, self)
  }

  /// The sums of the slices along the first axis that `ids`, one for each, give to each of `count` segments.
  public func segmentSum(ids: Tensor, count: Int) throws -> Tensor {
    guard rank > 0, ids.shape.dimensions == [shape[0]] else {
      throw AutodiffError(
        .shapeMismatch, "segment_sum: \(ids.type) does not give an id to each of the slices of \(type)",
        expected: rank > 0 ? "[\(shape[0])]" : "a tensor with an axis", actual: "\(ids.shape)")
    }
    let segments = try Shape([count] + shape.dimensions.dropFirst())
    return try apply(ScatterAdd(.axis(0), shape: segments), self, ids)
  }
}
