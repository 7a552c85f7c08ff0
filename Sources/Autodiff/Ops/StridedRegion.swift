import Kernels

/// Evenly spaced places along each axis of a tensor: `counts[axis]` of them, from `starts[axis]` in steps of `strides[axis]`.
public struct StridedRegion: Hashable, Sendable, CustomStringConvertible {
  public let starts: [Int]
  public let counts: [Int]
  public let strides: [Int]

  /// Steps that are never taken are stored as 1, so that equal regions are equal values.
  public init(starts: [Int], counts: [Int], strides: [Int]) {
    (self.starts, self.counts) = (starts, counts)
    self.strides = zip(counts, strides).map { $0 > 1 ? $1 : 1 }
  }

  /// As in `[1+2·3, 0+4·1]`: start, count, step.
  public var description: String {
    let axes = starts.indices.map { "\(starts[$0])+\(counts[$0])·\(strides[$0])" }
    return "[\(axes.joined(separator: ", "))]"
  }

  /// Whether this is all of `shape` in order.
  func isWhole(of shape: Shape) -> Bool {
    counts == shape.dimensions && starts.allSatisfy { $0 == 0 } && strides.allSatisfy { $0 == 1 }
  }

  /// Throws `badAttribute` where a place is outside `shape`.
  func check(in shape: Shape, for name: String) throws {
    guard starts.count == shape.rank, counts.count == shape.rank, strides.count == shape.rank,
      shape.dimensions.indices.allSatisfy({ fits($0, shape[$0]) })
    else {
      throw AutodiffError(
        .badAttribute, "\(name): the region \(self) is not within the shape \(shape)", expected: "\(shape)",
        actual: description)
    }
  }

  private func fits(_ axis: Int, _ extent: Int) -> Bool {
    guard counts[axis] > 0 else { return counts[axis] == 0 }
    let (distance, overflow) = (counts[axis] - 1).multipliedReportingOverflow(by: strides[axis])
    let (last, tooFar) = starts[axis].addingReportingOverflow(distance)
    return !overflow && !tooFar && (0..<extent).contains(starts[axis]) && (0..<extent).contains(last)
  }

  /// The copy between the region of an array of `shape` and a contiguous one.
  func movement(within shape: Shape, size: Int, isReading: Bool) -> Movement {
    let layout = Movement.contiguousStrides(shape.dimensions)
    let isEmpty = counts.contains(0)
    let offset = isEmpty ? 0 : zip(starts, layout).reduce(0) { $0 + $1.0 * $1.1 }
    let steps = zip(strides, layout).map { $0 * $1 }
    let contiguous = Movement.contiguousStrides(counts)
    return isReading
      ? Movement(
        shape: counts, size: size, resultStrides: contiguous, operandStrides: steps, operandOffset: offset)
      : Movement(shape: counts, size: size, resultStrides: steps, resultOffset: offset, operandStrides: contiguous)
  }
}
