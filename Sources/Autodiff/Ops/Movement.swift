import Kernels

/// The same elements in another shape.
public struct Reshape: LinearOperation, ReplicatingOperation {
  public static let name = "reshape"
  public let shape: Shape

  public init(shape: Shape) { self.shape = shape }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    guard operands[0].shape.elementCount == shape.elementCount else {
      throw AutodiffError(
        .shapeMismatch,
        "\(name): \(operands[0].shape) has \(operands[0].shape.elementCount) elements and \(shape) has \(shape.elementCount)",
        expected: "\(operands[0].shape.elementCount) elements", actual: "\(shape)")
    }
    return TensorType(operands[0].dtype, shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering { .view }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try cotangent.reshaped(to: operands[0].shape)
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    if operands[0].shape == shape { return operands[0] }
    guard let inner = operands[0].definition(as: Reshape.self) else { return nil }
    return try inner.operands[0].tracer?.emit(self, inner.operands, TensorType(operands[0].dtype, shape))
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { 0 }
}

/// The axes in another order: axis `i` of the result is axis `permutation[i]` of the operand.
public struct Transpose: LinearOperation, ReplicatingOperation {
  public static let name = "transpose"
  public let permutation: [Int]

  public init(permutation: [Int]) { self.permutation = permutation }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    let shape = operands[0].shape
    guard permutation.sorted() == Array(0..<shape.rank) else {
      throw AutodiffError(
        .badAttribute, "\(name): \(permutation) does not order the axes of \(shape)",
        expected: "a permutation of 0 to \(shape.rank - 1)", actual: "\(permutation)")
    }
    return TensorType(operands[0].dtype, try Shape(permutation.map { shape[$0] }))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let strides = Movement.contiguousStrides(operands[0].shape.dimensions)
    let movement = Movement(
      shape: result.shape.dimensions, size: result.dtype.size,
      resultStrides: Movement.contiguousStrides(result.shape.dimensions),
      operandStrides: permutation.map { strides[$0] })
    return .kernel { operands, result in
      if let x = operands[0] { movement.run(x, result) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try cotangent.transposed(inverse)
  }

  private var inverse: [Int] {
    var inverse = permutation
    for (axis, source) in permutation.enumerated() { inverse[source] = axis }
    return inverse
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    if permutation == Array(permutation.indices) { return operands[0] }
    guard let (inner, sources) = operands[0].definition(as: Transpose.self) else { return nil }
    let combined = Transpose(permutation: permutation.map { inner.permutation[$0] })
    return try sources[0].tracer?.emit(combined, sources, combined.resultType(sources.map(\.type)))
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { result.shape.elementCount }
}

extension Tensor {
  /// The elements in row-major order in another shape of as many.
  public func reshaped(to shape: Shape) throws -> Tensor {
    self.shape == shape ? self : try apply(Reshape(shape: shape), self)
  }

  /// As `reshaped(to:)`, where one extent may be −1: it is what the number of elements leaves.
  public func reshaped(inferring dimensions: [Int]) throws -> Tensor {
    guard let unknown = dimensions.firstIndex(of: -1) else { return try reshaped(to: Shape(dimensions)) }
    var known = dimensions
    known[unknown] = 1
    let rest = try Shape(known).elementCount
    guard rest > 0, shape.elementCount % rest == 0 else {
      throw AutodiffError(
        .shapeMismatch, "reshape: \(shape) with \(shape.elementCount) elements does not fit \(dimensions)",
        expected: "\(shape.elementCount) elements", actual: "\(dimensions)")
    }
    known[unknown] = shape.elementCount / rest
    return try reshaped(to: Shape(known))
  }

  /// The axes in the order `permutation`; nil reverses them.
  public func transposed(_ permutation: [Int]? = nil) throws -> Tensor {
    let axes = try permutation?.map { try shape.resolve(axis: $0, for: Transpose.name) }
    return try apply(Transpose(permutation: axes ?? Array((0..<rank).reversed())), self)
  }

  /// A new axis of extent 1 before `axis` of the result.
  public func expandingDimensions(at axis: Int) throws -> Tensor {
    guard (-rank - 1...rank).contains(axis) else {
      throw AutodiffError(
        .badAttribute, "expand_dims: axis \(axis) is out of range for the shape \(shape)",
        expected: "an axis from \(-rank - 1) to \(rank)", actual: "\(axis)")
    }
    var dimensions = shape.dimensions
    dimensions.insert(1, at: axis < 0 ? axis + rank + 1 : axis)
    return try reshaped(to: Shape(dimensions))
  }
}
