import Kernels

/// The elements in a region of the operand.
public struct StridedSlice: LinearOperation, ReplicatingOperation {
  public static let name = "strided_slice"
  public let region: StridedRegion

  public init(region: StridedRegion) { self.region = region }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try region.check(in: operands[0].shape, for: name)
    return TensorType(operands[0].dtype, try Shape(region.counts))
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let movement = region.movement(within: operands[0].shape, size: result.dtype.size, isReading: true)
    return .kernel { operands, result in
      if let x = operands[0] { movement.run(x, result) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(Place(region: region, shape: operands[0].shape), cotangent)
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    region.isWhole(of: operands[0].shape) ? operands[0] : nil
  }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { result.shape.elementCount }
}

/// Zeros of `shape` with the operand's elements in a region: the transpose of `StridedSlice`.
public struct Place: LinearOperation {
  public static let name = "place"
  public let region: StridedRegion
  public let shape: Shape

  public init(region: StridedRegion, shape: Shape) { (self.region, self.shape) = (region, shape) }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    try region.check(in: shape, for: name)
    guard operands[0].shape.dimensions == region.counts else {
      throw AutodiffError(
        .shapeMismatch, "\(name): \(operands[0]) does not fill the region \(region)", expected: "\(region.counts)",
        actual: "\(operands[0].shape)")
    }
    return TensorType(operands[0].dtype, shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let movement = region.movement(within: shape, size: result.dtype.size, isReading: false)
    let bytes = result.byteCount
    return .kernel { operands, result in
      result.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      if let x = operands[0] { movement.run(x, result) }
    }
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(StridedSlice(region: region), cotangent)
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    region.isWhole(of: shape) ? operands[0] : nil
  }
}

/// A part of an axis as Python writes it: `start:end:stride`, where negative numbers count from the end, what lies outside is cut off, and
/// nil goes as far as there is something.
public struct AxisSlice: Hashable, Sendable {
  public let start: Int?
  public let end: Int?
  public let stride: Int

  public init(_ start: Int? = nil, _ end: Int? = nil, stride: Int = 1) {
    (self.start, self.end, self.stride) = (start, end, stride)
  }

  /// The whole axis.
  public static let all = AxisSlice()

  /// The first place and the number of places on an axis of this extent.
  func resolved(_ extent: Int) throws -> (start: Int, count: Int) {
    guard stride != 0 else { throw AutodiffError(.badAttribute, "strided_slice: a stride cannot be 0") }
    let limits = stride > 0 ? 0...extent : -1...extent - 1
    func clamped(_ place: Int?, _ whole: Int) -> Int {
      guard let place else { return whole }
      return Swift.min(Swift.max(place < 0 ? place + extent : place, limits.lowerBound), limits.upperBound)
    }
    let first = clamped(start, stride > 0 ? limits.lowerBound : limits.upperBound)
    let last = clamped(end, stride > 0 ? limits.upperBound : limits.lowerBound)
    let distance = stride > 0 ? last - first : first - last
    guard distance > 0 else { return (0, 0) }
    return (first, Int((UInt(distance) - 1) / stride.magnitude) + 1)
  }
}

extension Tensor {
  /// The part that `slices` names, one for each of the leading axes; the other axes are whole. Complexity: linear in the result.
  public func sliced(_ slices: [AxisSlice]) throws -> Tensor {
    guard slices.count <= rank else {
      throw AutodiffError(
        .badAttribute, "strided_slice: \(slices.count) slices are too many for the shape \(shape)",
        expected: "at most \(rank)", actual: "\(slices.count)")
    }
    let whole = [AxisSlice](repeating: .all, count: rank - slices.count)
    let resolved = try zip(slices + whole, shape.dimensions).map { try $0.resolved($1) }
    let region = StridedRegion(
      starts: resolved.map(\.start), counts: resolved.map(\.count), strides: (slices + whole).map(\.stride))
    return region.isWhole(of: shape) ? self : try apply(StridedSlice(region: region), self)
  }

  /// `size[axis]` elements from `begin[axis]` of each axis, −1 for all that follow. Throws where there are not as many.
  public func sliced(from begin: [Int], size: [Int]) throws -> Tensor {
    guard begin.count == rank, size.count == rank else {
      throw AutodiffError(
        .badAttribute, "slice: begin \(begin) and size \(size) must have \(rank) numbers for the shape \(shape)",
        expected: "\(rank)", actual: "\(begin.count) and \(size.count)")
    }
    let counts = try (0..<rank).map { axis in
      let rest = shape[axis].subtractingReportingOverflow(begin[axis]).partialValue
      let count = size[axis] == -1 ? rest : size[axis]
      guard (0...shape[axis]).contains(begin[axis]), (0...rest).contains(count) else {
        throw AutodiffError(
          .badAttribute, "slice: \(size[axis]) elements from \(begin[axis]) are not within axis \(axis) of \(shape)",
          expected: "0 to \(shape[axis])", actual: "\(begin[axis]) and \(size[axis])")
      }
      return count
    }
    return try sliced(zip(begin, counts).map { AxisSlice($0, $0 + $1) })
  }

  /// The elements `range` of one axis, given from 0 and within its extent.
  func sliced(axis: Int, _ range: Range<Int>, stride: Int = 1) throws -> Tensor {
    var slices = [AxisSlice](repeating: .all, count: rank)
    slices[axis] = AxisSlice(range.lowerBound, range.upperBound, stride: stride)
    return try sliced(slices)
  }

  /// The elements at `index` of an axis, which goes. A negative index counts from the end.
  public func element(at index: Int, axis: Int) throws -> Tensor {
    let axis = try shape.resolve(axis: axis, for: "indexing")
    guard (-shape[axis]..<shape[axis]).contains(index) else {
      throw AutodiffError(
        .indexOutOfRange, "index \(index) is out of range for axis \(axis) of the shape \(shape)",
        expected: "\(-shape[axis]) to \(shape[axis] - 1)", actual: "\(index)")
    }
    let place = index < 0 ? index + shape[axis] : index
    return try sliced(axis: axis, place..<place + 1).squeezed(axes: [axis])
  }

  /// The order of the elements along `axes` reversed; nil stands for all axes.
  public func reversed(axes: [Int]?) throws -> Tensor {
    let axes = try shape.resolve(axes: axes, for: "reverse")
    return try sliced((0..<rank).map { axes.contains($0) ? AxisSlice(stride: -1) : .all })
  }
}
