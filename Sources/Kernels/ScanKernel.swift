/// Running sums of an array of shape `[outer, middle, inner]` along its middle axis.
public struct ScanKernel: Sendable {
  private let outer: Int
  private let middle: Int
  private let inner: Int
  private let isExclusive: Bool
  private let isReversed: Bool

  public init(outer: Int, middle: Int, inner: Int, isExclusive: Bool, isReversed: Bool) {
    (self.outer, self.middle, self.inner) = (outer, middle, inner)
    (self.isExclusive, self.isReversed) = (isExclusive, isReversed)
  }

  /// Writes the sums of the elements of `x`, of a floating `dtype`, to `result`.
  public func sum(_ dtype: DType, _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    if dtype == .float64 {
      sum(x.assumingMemoryBound(to: Double.self), result.assumingMemoryBound(to: Double.self))
    } else {
      sum(x.assumingMemoryBound(to: Float.self), result.assumingMemoryBound(to: Float.self))
    }
  }

  private func sum<T: FloatingPoint>(_ x: UnsafePointer<T>, _ result: UnsafeMutablePointer<T>) {
    guard middle > 0, inner > 0 else { return }
    for block in 0..<outer {
      for lane in 0..<inner {
        var total: T = 0
        for step in 0..<middle {
          let place = (block * middle + (isReversed ? middle - 1 - step : step)) * inner + lane
          if isExclusive { result[place] = total }
          total += x[place]
          if !isExclusive { result[place] = total }
        }
      }
    }
  }
}
