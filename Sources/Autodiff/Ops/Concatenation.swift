import Kernels

/// The operands one after the other along an axis.
public struct Concat: LinearOperation {
  public static let name = "concat"
  public let axis: Int

  public init(axis: Int) { self.axis = axis }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    guard let first = operands.first else { throw AutodiffError(.operandCount, "\(name) takes at least one operand") }
    guard (0..<first.shape.rank).contains(axis) else {
      throw AutodiffError(.badAttribute, "\(name): axis \(axis) is out of range for the shape \(first.shape)")
    }
    let rest = try first.shape.removing(axes: [axis])
    var extent = 0
    for operand in operands {
      guard operand.dtype == first.dtype, operand.shape.rank == first.shape.rank,
        try operand.shape.removing(axes: [axis]) == rest
      else { throw mismatch(first, operand) }
      let (sum, overflow) = extent.addingReportingOverflow(operand.shape[axis])
      guard !overflow else { throw AutodiffError(.limitExceeded, "\(name): the result would be too large") }
      extent = sum
    }
    var dimensions = first.shape.dimensions
    dimensions[axis] = extent
    return TensorType(first.dtype, try Shape(dimensions))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (outer, total) = try blocks(result.shape)
    var offset = 0
    let movements = try operands.map { operand in
      let width = try blocks(operand.shape).width
      defer { offset += width }
      return Movement(
        shape: [outer, width], size: result.dtype.size, resultStrides: [total, 1], resultOffset: offset,
        operandStrides: [width, 1])
    }
    return .kernel { operands, result in
      for (index, movement) in movements.enumerated() {
        if let x = operands[index] { movement.run(x, result) }
      }
    }
  }

  private func blocks(_ shape: Shape) throws -> (outer: Int, width: Int) {
    (
      try Shape(Array(shape.dimensions[..<axis])).elementCount,
      try Shape(Array(shape.dimensions[axis...])).elementCount
    )
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    let start = operands[..<index].reduce(0) { $0 + $1.shape[axis] }
    return try cotangent.sliced(axis: axis, start..<start + operands[index].shape[axis])
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    operands.count == 1 ? operands[0] : nil
  }
}

extension Tensor {
  /// The tensors one after the other along `axis`; their other extents must agree.
  public static func concatenated(_ tensors: [Tensor], axis: Int) throws -> Tensor {
    guard let first = tensors.first else { throw AutodiffError(.operandCount, "concat takes at least one operand") }
    return try apply(Concat(axis: first.shape.resolve(axis: axis, for: Concat.name)), tensors)
  }

  /// The tensors, all of one shape, along a new axis before `axis` of the result.
  public static func stacked(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
    guard let first = tensors.first else { throw AutodiffError(.operandCount, "stack takes at least one operand") }
    for tensor in tensors where tensor.type != first.type {
      throw AutodiffError(
        .shapeMismatch, "stack: \(first.type) and \(tensor.type) do not fit", expected: "\(first.type)",
        actual: "\(tensor.type)")
    }
    let expanded = try tensors.map { try $0.expandingDimensions(at: axis) }
    return try concatenated(expanded, axis: axis < 0 ? axis + first.rank + 1 : axis)
  }

  /// The parts of these extents along `axis`, which must add up to its extent.
  public func split(sizes: [Int], axis: Int) throws -> [Tensor] {
    let axis = try shape.resolve(axis: axis, for: "split")
    var start = 0
    let parts = try sizes.map { size in
      guard (0...shape[axis] - start).contains(size) else { throw unsplittable(sizes, axis) }
      defer { start += size }
      return try sliced(axis: axis, start..<start + size)
    }
    guard start == shape[axis] else { throw unsplittable(sizes, axis) }
    return parts
  }

  /// `count` equal parts along `axis`.
  public func split(count: Int, axis: Int) throws -> [Tensor] {
    let axis = try shape.resolve(axis: axis, for: "split")
    // The bound keeps the list small: a tensor without elements may have any extent.
    guard (1...1 << 16).contains(count), shape[axis] % count == 0 else {
      throw AutodiffError(
        .badAttribute, "split: axis \(axis) of \(shape) does not give \(count) equal parts",
        expected: "a divisor of \(shape[axis]) up to 65536", actual: "\(count)")
    }
    return try split(sizes: [Int](repeating: shape[axis] / count, count: count), axis: axis)
  }

  private func unsplittable(_ sizes: [Int], _ axis: Int) -> AutodiffError {
    AutodiffError(
      .badAttribute, "split: the sizes \(sizes) do not add up to the extent of axis \(axis) of \(shape)",
      expected: "\(shape[axis])", actual: "\(sizes)")
  }
}
