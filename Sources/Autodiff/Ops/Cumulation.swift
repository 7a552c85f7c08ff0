import Kernels

/// The running sums along an axis.
public struct CumulativeSum: LinearOperation {
  public static let name = "cumsum"
  public let axis: Int
  /// Whether an element is left out of its own sum.
  public let isExclusive: Bool
  /// Whether the sums run from the end.
  public let isReversed: Bool

  public init(axis: Int, isExclusive: Bool = false, isReversed: Bool = false) {
    (self.axis, self.isExclusive, self.isReversed) = (axis, isExclusive, isReversed)
  }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try expectFloating(operands)
    guard (0..<operands[0].shape.rank).contains(axis) else {
      throw AutodiffError(.badAttribute, "\(name): axis \(axis) is out of range for \(operands[0].shape)")
    }
    return operands[0]
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let shape = result.shape
    let scan = ScanKernel(
      outer: try Shape(Array(shape.dimensions[..<axis])).elementCount, middle: shape[axis],
      inner: try Shape(Array(shape.dimensions[(axis + 1)...])).elementCount, isExclusive: isExclusive,
      isReversed: isReversed)
    return .kernel { operands, memory in
      if let x = operands[0] { scan.sum(result.dtype, x, memory) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(CumulativeSum(axis: axis, isExclusive: isExclusive, isReversed: !isReversed), cotangent)
  }
}

extension Tensor {
  /// The running sums along `axis`, without the element itself if `exclusive`, from the end if `reversed`.
  public func cumulativeSum(axis: Int = 0, exclusive: Bool = false, reversed: Bool = false) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: CumulativeSum.name)
    return try apply(CumulativeSum(axis: axis, isExclusive: exclusive, isReversed: reversed), self)
  }

  /// The running products along `axis`. Made of multiplications alone, log₂(n) rounds of them, so that derivatives of every order are exact
  /// where factors are zero.
  public func cumulativeProduct(axis: Int = 0, exclusive: Bool = false, reversed: Bool = false) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "cumprod")
    let products = try scanned(axis: axis, reversed: reversed, fill: 1) { try $0 * $1 }
    return exclusive ? try products.shifted(1, axis: axis, reversed: reversed, fill: 1) : products
  }

  /// The logarithms of the running sums of exponentials along `axis`, stable.
  public func cumulativeLogSumExp(axis: Int = 0) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "cumulative_logsumexp")
    return try scanned(axis: axis, reversed: false, fill: -.infinity) { try $0.logAddExp($1) }
  }

  /// The running results of an associative `combine` whose neutral element is `fill`: after round k each element holds the result of
  /// 2ᵏ neighbours (Hillis and Steele, "Data parallel algorithms", 1986).
  private func scanned(
    axis: Int, reversed: Bool, fill: Double, _ combine: (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    var (scanned, reach) = (self, 1)
    while reach < shape[axis], shape.elementCount > 0 {
      scanned = try combine(scanned, scanned.shifted(reach, axis: axis, reversed: reversed, fill: fill))
      reach *= 2
    }
    return scanned
  }

  /// The elements moved on by `distance` along `axis` (back, if `reversed`), with `fill` where nothing comes from.
  private func shifted(_ distance: Int, axis: Int, reversed: Bool, fill: Double) throws -> Tensor {
    let kept = Swift.max(shape[axis] - distance, 0)
    let gap = shape[axis] - kept
    let rest = try sliced(axis: axis, reversed ? gap..<shape[axis] : 0..<kept)
    let filler = try constant(fill, like: sliced(axis: axis, 0..<gap)).stoppingGradient()
    return try .concatenated(reversed ? [rest, filler] : [filler, rest], axis: axis)
  }
}
