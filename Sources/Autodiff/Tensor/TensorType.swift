/// The element type and shape of a tensor: all that is known of one before it has a value.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  public let dtype: DType
  public let shape: Shape

  public init(_ dtype: DType, _ shape: Shape) {
    (self.dtype, self.shape) = (dtype, shape)
  }

  /// Bytes of the elements. At most 2^51, so sums of a few thousand do not overflow.
  public var byteCount: Int { shape.elementCount * dtype.size }

  /// As in `float32[2, 3]`.
  public var description: String { "\(dtype.rawValue)\(shape)" }
}
