import Kernels

/// The places of the elements along an axis in the order of their values; equal elements keep their order, and NaN comes last.
public struct ArgSort: ConstantOperation {
  public static let name = "argsort"
  public let axis: Int
  public let isDescending: Bool

  public init(axis: Int, isDescending: Bool) { (self.axis, self.isDescending) = (axis, isDescending) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    TensorType(.int64, try CumulativeSum(axis: axis).resultType(operands).shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let order = try OrderKernel(operands[0], axis: axis)
    return .kernel { operands, memory in
      if let x = operands[0] { order.sort(x, memory.assumingMemoryBound(to: Int64.self), descending: isDescending) }
    }
  }
}

/// The place of the largest or smallest element along an axis, the first one on ties. A NaN counts as the one looked for.
public struct ArgExtremum: ConstantOperation {
  public static let name = "argextremum"
  public let axis: Int
  public let isMaximum: Bool

  public init(axis: Int, isMaximum: Bool) { (self.axis, self.isMaximum) = (axis, isMaximum) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    let type = try CumulativeSum(axis: axis).resultType(operands)
    let rest = try type.shape.removing(axes: [axis])
    guard type.shape[axis] > 0 || rest.elementCount == 0 else {
      throw AutodiffError(.shapeMismatch, "\(name): \(type) has no elements to choose from")
    }
    return TensorType(.int64, rest)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let order = try OrderKernel(operands[0], axis: axis)
    return .kernel { operands, memory in
      if let x = operands[0] { order.extremum(x, memory.assumingMemoryBound(to: Int64.self), maximum: isMaximum) }
    }
  }
}

extension OrderKernel {
  fileprivate init(_ operand: TensorType, axis: Int) throws {
    let dimensions = operand.shape.dimensions
    self.init(
      operand.dtype, outer: try Shape(Array(dimensions[..<axis])).elementCount, middle: dimensions[axis],
      inner: try Shape(Array(dimensions[(axis + 1)...])).elementCount)
  }
}

extension Tensor {
  /// The elements along `axis` in ascending or descending order; the sort is stable.
  public func sorted(axis: Int = -1, descending: Bool = false) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "sort")
    return try gathered(along: axis, at: apply(ArgSort(axis: axis, isDescending: descending), self))
  }

  /// The `k` largest elements along the last axis, in descending order; of equal ones the first.
  public func topK(_ k: Int) throws -> Tensor {
    let axis = try shape.resolve(axis: -1, for: "top_k")
    guard (0...shape[axis]).contains(k) else {
      throw AutodiffError(
        .badAttribute, "top_k: the last axis of \(shape) has no \(k) elements", expected: "0 to \(shape[axis])",
        actual: "\(k)")
    }
    let order = try apply(ArgSort(axis: axis, isDescending: true), self)
    return try gathered(along: axis, at: order.sliced(axis: axis, 0..<k))
  }

  /// The place of the largest element along `axis`, as int64; the first one on ties.
  public func argMax(axis: Int = 0) throws -> Tensor { try argExtremum(axis, isMaximum: true, "argmax") }

  /// The place of the smallest element along `axis`, as int64; the first one on ties.
  public func argMin(axis: Int = 0) throws -> Tensor { try argExtremum(axis, isMaximum: false, "argmin") }

  private func argExtremum(_ axis: Int, isMaximum: Bool, _ name: String) throws -> Tensor {
    try apply(ArgExtremum(axis: shape.resolve(axis: axis, for: name), isMaximum: isMaximum), self)
  }
}
