import Kernels

/// For each index a row of zeros on a new last axis, with a one at the place that the index names.
public struct OneHot: ConstantOperation {
  public static let name = "one_hot"
  public let depth: Int
  public let dtype: DType

  public init(depth: Int, dtype: DType) { (self.depth, self.dtype) = (depth, dtype) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectIndices(operands[0])
    guard depth >= 0 else { throw AutodiffError(.badAttribute, "\(name): the depth \(depth) is negative") }
    return TensorType(dtype, try Shape(operands[0].shape.dimensions + [depth]))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (count, indexType) = (operands[0].shape.elementCount, operands[0].dtype)
    let one = try Tensor(1, dtype: dtype)
    return .kernel { operands, memory in
      guard let x = operands[0] else { return }
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: result.byteCount)
      let indices = Indices(x, indexType)
      for row in 0..<count {
        let index = indices[row]
        guard (0..<depth).contains(index) else {
          throw AutodiffError(
            .indexOutOfRange, "\(name): index \(index), number \(row), is out of range",
            expected: "0 to \(depth - 1)", actual: "\(index)")
        }
        let place = memory + (row * depth + index) * dtype.size
        one.withBytes { place.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: dtype.size) }
      }
    }
  }
}

extension Tensor {
  /// These indices as rows of zeros with a one each. Not differentiable.
  public func oneHot(depth: Int, dtype: DType = .float32) throws -> Tensor {
    try apply(OneHot(depth: depth, dtype: dtype), self)
  }
}
