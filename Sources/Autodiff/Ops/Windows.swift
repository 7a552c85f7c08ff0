import Kernels

/// The windows of `size` that slide over height and width of images `[batch, height, width, channels]` in steps of `strides`:
/// `[batch, down, across, window height, window width, channels]`. Convolution and pooling are ordinary operations on these.
public struct Windows: LinearOperation {
  public static let name = "windows"
  public let size: [Int]
  public let strides: [Int]

  public init(size: [Int], strides: [Int]) { (self.size, self.strides) = (size, strides) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    let shape = operands[0].shape
    let (rows, columns) = try axes(shape)
    return TensorType(
      operands[0].dtype, try Shape([shape[0], rows.count, columns.count, rows.window, columns.window, shape[3]]))
  }

  func kernel(_ shape: Shape) throws -> WindowKernel {
    let (rows, columns) = try axes(shape)
    return WindowKernel(batch: shape[0], rows: rows, columns: columns, channels: shape[3])
  }

  private func axes(_ shape: Shape) throws -> (WindowKernel.Axis, WindowKernel.Axis) {
    guard shape.rank == 4 else {
      throw AutodiffError(
        .shapeMismatch, "windows slide over images, not over a tensor of shape \(shape)",
        expected: "[batch, height, width, channels]", actual: "\(shape)")
    }
    guard size.count == 2, strides.count == 2,
      let rows = WindowKernel.Axis(extent: shape[1], window: size[0], stride: strides[0]),
      let columns = WindowKernel.Axis(extent: shape[2], window: size[1], stride: strides[1])
    else {
      throw AutodiffError(
        .badAttribute, "windows of \(size) in steps of \(strides) do not fit images of shape \(shape)",
        expected: "sizes from 1 to \([shape[1], shape[2]]) and positive strides", actual: "\(size) and \(strides)")
    }
    return (rows, columns)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (kernel, isEmpty) = (try kernel(operands[0].shape), result.shape.elementCount == 0)
    return .kernel { operands, memory in
      if let x = operands[0], !isEmpty { kernel.copy(x, memory, size: result.dtype.size) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(OverlapAdd(windows: self, shape: operands[0].shape), cotangent)
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { result.shape.elementCount }
}

/// Windows added up where they overlap, into images of `shape`: the transpose of `Windows`.
public struct OverlapAdd: LinearOperation {
  public static let name = "overlap_add"
  public let windows: Windows
  public let shape: Shape

  public init(windows: Windows, shape: Shape) { (self.windows, self.shape) = (windows, shape) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    let result = TensorType(operands[0].dtype, shape)
    let expected = try windows.resultType([result])
    guard operands[0] == expected else { throw mismatch(expected, operands[0]) }
    return result
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (kernel, isEmpty) = (try windows.kernel(shape), operands[0].shape.elementCount == 0)
    return .kernel { operands, memory in
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: result.byteCount)
      if let x = operands[0], !isEmpty { kernel.add(result.dtype, x, memory) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(windows, cotangent)
  }
}
