/// Where the windows of a convolution may lie.
public enum ConvolutionPadding: String, Hashable, Sendable {
  /// Within the image.
  case valid = "VALID"
  /// Over zeros around the image, so that without strides the result is as large as the image.
  case same = "SAME"
}

extension Tensor {
  /// The cross-correlation of images `[batch, height, width, channels]` with `filters` `[height, width, channels, features]`, as one matrix
  /// product over the windows.
  public func convolved(
    with filters: Tensor, strides: [Int] = [1, 1], padding: ConvolutionPadding = .valid
  ) throws -> Tensor {
    guard rank == 4, filters.rank == 4, shape[3] == filters.shape[2] else {
      throw AutodiffError(
        .shapeMismatch, "conv2d: images of shape \(shape) and filters of shape \(filters.shape) do not fit",
        expected: "[batch, height, width, channels] and [height, width, channels, features]",
        actual: "\(shape) and \(filters.shape)")
    }
    let size = Array(filters.shape.dimensions[..<2])
    let images = padding == .same ? try paddedForWindows(size, strides) : self
    let windows = try apply(Windows(size: size, strides: strides), images)
    return try windows.tensorDot(filters, count: 3)
  }

  /// The zeros that a convolution of padding `same` needs: ⌈extent / stride⌉ windows on each axis, the odd one after the image.
  private func paddedForWindows(_ size: [Int], _ strides: [Int]) throws -> Tensor {
    guard strides.count == 2, strides.allSatisfy({ $0 > 0 }) else {
      throw AutodiffError(.badAttribute, "conv2d: the strides \(strides) must be two positive numbers")
    }
    let paddings = (0..<2).map { axis in
      let (extent, stride) = (shape[axis + 1], strides[axis])
      let total = Swift.max(size[axis] - (extent % stride == 0 ? stride : extent % stride), 0)
      return (before: total / 2, after: total - total / 2)
    }
    return try padded([(0, 0)] + paddings + [(0, 0)])
  }

  /// The means of the windows of images `[batch, height, width, channels]`.
  public func averagePooled(size: [Int], strides: [Int]) throws -> Tensor {
    try apply(Windows(size: size, strides: strides), self).mean(axes: [3, 4])
  }

  /// The largest elements of the windows of images `[batch, height, width, channels]`; of equal ones the first has the derivative.
  public func maxPooled(size: [Int], strides: [Int]) throws -> Tensor {
    let windows = try apply(Windows(size: size, strides: strides), self)
    let extents = windows.shape.dimensions
    let flat = try windows.reshaped(to: Shape(extents[..<3] + [extents[3] * extents[4], extents[5]]))
    guard flat.shape.elementCount > 0 else { return try flat.sum(axes: [3]) }
    let places = try flat.argMax(axis: 3).expandingDimensions(at: 3)
    return try flat.gathered(along: 3, at: places).squeezed(axes: [3])
  }
}
