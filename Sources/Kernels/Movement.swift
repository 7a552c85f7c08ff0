import CVectorMath

/// Copying between strided layouts: broadcast, transpose, slice, reverse, pad and concatenation are all this.
public struct Movement: Sendable {
  /// The most axes that a tensor may have.
  public static let maximumRank = 16

  private let shape: [Int64]
  private let resultStrides: [Int64]
  private let operandStrides: [Int64]
  private let resultOffset: Int
  private let operandOffset: Int
  private let size: Int

  /// A copy of `shape` elements of `size` bytes. Strides and offsets are in elements; a stride of the operand may be 0 (broadcast)
  /// or negative (reversal).
  public init(
    shape: [Int], size: Int, resultStrides: [Int], resultOffset: Int = 0, operandStrides: [Int], operandOffset: Int = 0
  ) {
    self.shape = shape.map(Int64.init)
    self.resultStrides = resultStrides.map(Int64.init)
    self.operandStrides = operandStrides.map(Int64.init)
    (self.resultOffset, self.operandOffset, self.size) = (resultOffset * size, operandOffset * size, size)
  }

  public func run(_ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    pf_move(
      result + resultOffset, resultStrides, x + operandOffset, operandStrides, shape, Int64(shape.count), size)
  }

  /// The strides of a contiguous row-major array.
  public static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }
}

/// Fills `count` elements of `size` bytes with the one at `element`.
public func fill(_ result: UnsafeMutableRawPointer, with element: UnsafeRawPointer, count: Int, size: Int) {
  pf_fill(result, element, count, size)
}
