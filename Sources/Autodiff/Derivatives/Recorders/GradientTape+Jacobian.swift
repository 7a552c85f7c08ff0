import Kernels

extension GradientTape {
  /// The derivative of each element of `target` by each element of each source, of the shape `target.shape + source.shape`; zeros where
  /// unconnected. One playback per element of the target.
  ///
  /// Throws `recorderMisuse` at the second use of a tape that is not persistent, `notDifferentiable` for a target that is not floating, and
  /// `limitExceeded` where the result would have too many axes.
  public func jacobian<Sources: TensorStructure>(of target: Tensor, _ sources: Sources) throws -> Sources.Tensors {
    try sources.replacing(connected(jacobians(of: target, sources.tensors), target, sources.tensors))
  }

  /// As the above for one source; nil where unconnected.
  public func jacobian(of target: Tensor, _ source: Tensor) throws -> Tensor? {
    try jacobians(of: target, [source])[0]
  }

  /// As the above; where unconnected, nil or zeros.
  public func jacobian<Sources: TensorStructure>(
    of target: Tensor, _ sources: Sources, unconnectedGradients: UnconnectedGradients
  ) throws -> Sources.Optionals {
    var found = try jacobians(of: target, sources.tensors)
    if unconnectedGradients == .zero { found = try connected(found, target, sources.tensors) }
    return try sources.arranging(found, .none)
  }

  private func connected(_ found: [Tensor?], _ target: Tensor, _ sources: [Tensor]) throws -> [Tensor] {
    try zip(found, sources).map { found, source in
      try found ?? Tensor(zeros: TensorType(source.dtype, Shape(target.shape.dimensions + source.shape.dimensions)))
    }
  }

  private func jacobians(of target: Tensor, _ sources: [Tensor]) throws -> [Tensor?] {
    try requireFloating(target)
    let shapes = try sources.map { try Shape(target.shape.dimensions + $0.shape.dimensions) }
    return try playing { playback in
      // One row for an empty target, which tells what is connected.
      let seeds = try target.shape.elementCount == 0 ? [zeros(like: target)] : target.type.basis()
      let rows = try seeds.map { try playback.cotangents(of: [target], [$0], sources) }
      return try shapes.indices.map { index in
        let column = rows.compactMap { $0[index] }
        guard column.count == rows.count else { return nil }
        let stack = try Tensor.stacked(column)
        return try target.shape.elementCount == 0
          ? Tensor(zeros: TensorType(stack.dtype, shapes[index])) : stack.reshaped(to: shapes[index])
      }
    }
  }

  /// The derivatives of each row of `target` by the same row of `source`, for `[b] + out` and `[b] + in` of the shape `[b] + out + in`; nil
  /// where unconnected. One playback per element of a row of the target.
  ///
  /// Row `i` of the target must depend on row `i` of the source alone, or the result mixes rows.
  ///
  /// Throws `shapeMismatch` where one of them has less than 2 axes or the first extents differ; else as `jacobian(of:_:)`.
  public func batchJacobian(of target: Tensor, _ source: Tensor) throws -> Tensor? {
    try requireFloating(target)
    let (out, into) = (target.shape.dimensions, source.shape.dimensions)
    guard out.count >= 2, into.count >= 2, out[0] == into[0] else {
      throw AutodiffError(
        .shapeMismatch,
        "a batch Jacobian needs a target and a source with at least 2 axes and the same first one, not \(target.shape) and \(source.shape)",
        expected: "[b, ...] and [b, ...]", actual: "\(target.shape) and \(source.shape)")
    }
    let shape = try Shape(out + into.dropFirst())
    let row = TensorType(target.dtype, try Shape(Array(out.dropFirst())))
    return try playing { playback in
      let seeds = try row.shape.elementCount == 0 ? [Tensor(zeros: row)] : row.basis()
      let rows = try seeds.compactMap { seed in
        try playback.cotangents(of: [target], [seed.broadcast(to: target.shape)], [source])[0]
      }
      guard rows.count == seeds.count else { return nil }
      guard shape.elementCount > 0 else { return try Tensor(zeros: TensorType(source.dtype, shape)) }
      return try Tensor.stacked(rows, axis: 1).reshaped(to: shape)
    }
  }

  private func requireFloating(_ target: Tensor) throws {
    guard target.dtype.isFloating else {
      throw AutodiffError(
        .notDifferentiable, "the target of a Jacobian must be of a floating type, not \(target.type)",
        expected: "float32 or float64", actual: target.dtype.rawValue)
    }
  }
}

extension TensorType {
  /// The tensors of this type of which one element is 1 and the others are 0, in row-major order.
  func basis() throws -> [Tensor] {
    try (0..<shape.elementCount).map { place in
      let one = try Tensor(1, dtype: dtype)
      return try Tensor(self) { memory in
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        one.withBytes { bytes in
          if let source = bytes.baseAddress {
            memory.advanced(by: place * dtype.size).copyMemory(from: source, byteCount: bytes.count)
          }
        }
      }
    }
  }
}
