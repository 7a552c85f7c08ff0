import Kernels

/// The sum over the axes from `axes.lowerBound` up to `axes.upperBound`, which go. Sums over axes that are not neighbours are several.
public struct ReduceSum: LinearOperation {
  public static let name = "reduce_sum"
  public let axes: Range<Int>

  public init(axes: Range<Int>) { self.axes = axes }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    guard axes.lowerBound >= 0, axes.upperBound <= operands[0].shape.rank else {
      throw AutodiffError(.badAttribute, "\(name): the axes \(axes) are out of range for \(operands[0].shape)")
    }
    return TensorType(operands[0].dtype, try operands[0].shape.removing(axes: Array(axes)))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    try .reduction(.sum, axes, operands[0])
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    let shape = operands[0].shape
    let kept = try shape.removing(axes: Array(axes), keepingDimensions: true)
    return try cotangent.reshaped(to: kept).broadcast(to: shape)
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    axes.isEmpty ? operands[0] : nil
  }
}

extension Lowering {
  static func reduction(_ kernel: ReduceKernel, _ axes: Range<Int>, _ operand: TensorType) throws -> Lowering {
    let dimensions = operand.shape.dimensions
    let outer = try Shape(Array(dimensions[..<axes.lowerBound])).elementCount
    let middle = try Shape(Array(dimensions[axes])).elementCount
    let inner = try Shape(Array(dimensions[axes.upperBound...])).elementCount
    return .kernel { operands, result in
      // Without a result the loops over `outer` would have nothing to do, however many they are.
      if let x = operands[0], outer * inner > 0 {
        kernel.run(operand.dtype, x, result, outer: outer, middle: middle, inner: inner)
      }
    }
  }
}

extension Tensor {
  /// The sum over `axes` (all of them if nil), which go, or stay with extent 1.
  public func sum(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    try reducing(axes, keepingDimensions, ReduceSum.name) { try apply(ReduceSum(axes: $1), $0) }
  }

  /// The mean over `axes`.
  public func mean(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    let reduced = try shape.resolve(axes: axes, for: "reduce_mean")
    let count = try Shape(reduced.map { shape[$0] }).elementCount
    return try sum(axes: reduced, keepingDimensions: keepingDimensions) / Double(count)
  }

  /// The maximum over `axes`; tied elements share the derivative equally.
  public func max(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    try reducing(axes, keepingDimensions, ReduceMax.name) { try apply(ReduceMax(axes: $1), $0) }
  }

  /// The minimum over `axes`; tied elements share the derivative equally.
  public func min(axes: [Int]? = nil, keepingDimensions: Bool = false) throws -> Tensor {
    try -(-self).max(axes: axes, keepingDimensions: keepingDimensions)
  }

  /// Reduces each run of neighbouring axes, the last one first.
  private func reducing(
    _ axes: [Int]?, _ keepingDimensions: Bool, _ name: String, _ reduce: (Tensor, Range<Int>) throws -> Tensor
  ) throws -> Tensor {
    let axes = try shape.resolve(axes: axes, for: name)
    var reduced = self
    for run in axes.runs.reversed() { reduced = try reduce(reduced, run) }
    return keepingDimensions
      ? try reduced.reshaped(to: shape.removing(axes: axes, keepingDimensions: true)) : reduced
  }
}

extension [Int] {
  /// Ascending numbers as ranges of neighbours.
  fileprivate var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in self {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    return runs
  }
}

/// The maximum over neighbouring axes, which go. Tied elements share the derivative equally.
public struct ReduceMax: TangentOperation {
  public static let name = "reduce_max"
  public let axes: Range<Int>

  public init(axes: Range<Int>) { self.axes = axes }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    let type = try ReduceSum(axes: axes).resultType(operands)
    guard operands[0].shape.elementCount > 0 || type.shape.elementCount == 0 else {
      throw AutodiffError(.shapeMismatch, "\(name): \(operands[0]) has no elements to choose from")
    }
    return type
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    try .reduction(.max, axes, operands[0])
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    guard let tangent = tangents[0] else { return nil }
    let kept = try operands[0].shape.removing(axes: Array(axes), keepingDimensions: true)
    let chosen = try operands[0].isEqual(to: result.reshaped(to: kept)).cast(to: tangent.dtype)
    let share = try chosen / chosen.sum(axes: Array(axes), keepingDimensions: true)
    return try apply(MulNoNan(), tangent, share).sum(axes: Array(axes))
  }
}
