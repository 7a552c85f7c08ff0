import Kernels

public typealias DType = Kernels.DType

/// The extents of a tensor's axes, outermost first; a scalar has none. No extent is negative.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let dimensions: [Int]
  /// The product of the extents.
  public let elementCount: Int

  /// Throws `limitExceeded` where a rank above 16, a negative extent or more elements than the `Allowance` has are asked for.
  public init(_ dimensions: [Int]) throws {
    try self.init(dimensions, atMost: Allowance.current.elements)
  }

  /// The same with a limit of its own, of no more than 2^48 elements.
  public init(_ dimensions: [Int], atMost limit: Int) throws {
    guard dimensions.count <= Movement.maximumRank else {
      throw AutodiffError(
        .limitExceeded, "a tensor has at most \(Movement.maximumRank) axes, not \(dimensions.count)",
        expected: "rank <= \(Movement.maximumRank)", actual: "rank \(dimensions.count)")
    }
    guard dimensions.allSatisfy({ $0 >= 0 }) else {
      throw AutodiffError(
        .badAttribute, "the shape \(dimensions) has a negative extent", expected: "extents from 0",
        actual: "\(dimensions)")
    }
    let bound = dimensions.reduce(1) { $0.multipliedSaturated(by: max($1, 1)) }
    guard bound <= min(limit, Shape.maximumElementCount) else { throw Shape.tooLarge(dimensions, bound, limit) }
    (self.dimensions, elementCount) = (dimensions, dimensions.contains(0) ? 0 : bound)
  }

  /// A literal shape. One that no tensor can have becomes the shape `[0]`.
  public init(arrayLiteral dimensions: Int...) {
    self = (try? Shape(dimensions)) ?? Shape(empty: ())
  }

  /// The shape `[0]`.
  private init(empty: Void) { (dimensions, elementCount) = ([0], 0) }

  /// The shape `[]`.
  public static let scalar: Shape = []

  public var rank: Int { dimensions.count }
  public var isScalar: Bool { dimensions.isEmpty }
  public subscript(axis: Int) -> Int { dimensions[axis] }

  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }

  /// Sums of the sizes of some thousands of such tensors do not overflow.
  private static let maximumElementCount = 1 << 48

  private static func tooLarge(_ dimensions: [Int], _ count: Int, _ limit: Int) -> AutodiffError {
    let found = count == .max ? "more than 9.2e18 elements" : "\(count) elements"
    let counted = dimensions.contains(0) ? " (counting an extent of 0 as 1)" : ""
    return AutodiffError(
      .limitExceeded, "a tensor of shape \(dimensions) has \(found)\(counted), more than the limit of \(limit)",
      expected: "at most \(limit) elements", actual: found)
  }
}

extension Shape {
  /// The axis from 0 that `axis` names; negative ones count from the end.
  func resolve(axis: Int, for operation: String) throws -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw AutodiffError(
        .badAttribute, "\(operation): axis \(axis) is out of range for the shape \(self)",
        expected: rank == 0 ? "no axis: the operand is a scalar" : "an axis from \(-rank) to \(rank - 1)",
        actual: "\(axis)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Distinct axes from 0 in ascending order; nil stands for all of them.
  func resolve(axes: [Int]?, for operation: String) throws -> [Int] {
    guard let axes else { return Array(0..<rank) }
    let resolved = try axes.map { try resolve(axis: $0, for: operation) }.sorted()
    for (axis, next) in zip(resolved, resolved.dropFirst()) where axis == next {
      throw AutodiffError(.badAttribute, "\(operation): axis \(axis) is named twice", actual: "\(axes)")
    }
    return resolved
  }

  /// NumPy's broadcast of two shapes, or nil where they do not fit. Throws `limitExceeded` where it is too large.
  func broadcast(with other: Shape) throws -> Shape? {
    if self == other { return self }
    let rank = max(rank, other.rank)
    var dimensions = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let mine = axis < rank - self.rank ? 1 : self[axis - (rank - self.rank)]
      let theirs = axis < rank - other.rank ? 1 : other[axis - (rank - other.rank)]
      guard mine == theirs || mine == 1 || theirs == 1 else { return nil }
      dimensions[axis] = mine == 1 ? theirs : mine
    }
    return try Shape(dimensions)
  }

  /// The shape without the given ascending axes, or with extent 1 in their place.
  func removing(axes: [Int], keepingDimensions: Bool = false) throws -> Shape {
    try Shape(
      dimensions.indices.compactMap { axes.contains($0) ? (keepingDimensions ? 1 : nil) : dimensions[$0] })
  }
}
