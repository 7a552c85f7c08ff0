import Autodiff

/// Operations in the words of layers and losses.
extension Tensor {
  /// A scalar of this tensor's type.
  func constant(_ value: Double) throws -> Tensor { try Tensor(value, dtype: dtype) }

  /// Labels as rows with a 1 at the label, of the type and width of `scores`.
  func oneHot(like scores: Tensor) throws -> Tensor {
    try oneHot(depth: scores.shape.dimensions.last ?? 0, dtype: scores.dtype)
  }

  /// The axes in their order but for one, which becomes the last.
  func movingAxisToEnd(_ axis: Int) throws -> Tensor {
    let axis = axis < 0 ? axis + rank : axis
    guard axis != rank - 1 else { return self }
    return try transposed((0..<rank).filter { $0 != axis } + [axis])
  }

  /// The identity matrix with as many rows as this tensor, as conditions.
  func identityMatrix() throws -> Tensor {
    let size = shape.dimensions.first ?? 0
    let square = try Shape([size, size])
    return try Tensor((0..<square.elementCount).map { $0 % (size + 1) == 0 }, shape: square)
  }
}
