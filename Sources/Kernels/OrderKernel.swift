/// The order of the elements of an array of shape `[outer, middle, inner]` along its middle axis.
public struct OrderKernel: Sendable {
  private let dtype: DType
  private let outer: Int
  private let middle: Int
  private let inner: Int

  public init(_ dtype: DType, outer: Int, middle: Int, inner: Int) {
    (self.dtype, self.outer, self.middle, self.inner) = (dtype, outer, middle, inner)
  }

  /// Writes the places in the order of the values, NaN last, to the same row of `result`. Stable. Complexity: O(n log n).
  public func sort(_ x: UnsafeRawPointer, _ result: UnsafeMutablePointer<Int64>, descending: Bool) {
    if dtype == .float64 {
      sort(x.assumingMemoryBound(to: Double.self), result, descending)
    } else {
      sort(x.assumingMemoryBound(to: Float.self), result, descending)
    }
  }

  /// Writes the place of the first largest or smallest element, or of the first NaN, of each row, which must not be empty.
  public func extremum(_ x: UnsafeRawPointer, _ result: UnsafeMutablePointer<Int64>, maximum: Bool) {
    if dtype == .float64 {
      extremum(x.assumingMemoryBound(to: Double.self), result, maximum)
    } else {
      extremum(x.assumingMemoryBound(to: Float.self), result, maximum)
    }
  }

  private func sort<T: FloatingPoint>(_ x: UnsafePointer<T>, _ result: UnsafeMutablePointer<Int64>, _ descending: Bool)
  {
    forEachRow { start, _ in
      let places = (0..<middle).sorted { left, right in
        let (a, b) = (x[start + left * inner], x[start + right * inner])
        if a.isNaN || b.isNaN { return b.isNaN && (!a.isNaN || left < right) }
        return a == b ? left < right : descending ? a > b : a < b
      }
      for (rank, place) in places.enumerated() { result[start + rank * inner] = Int64(place) }
    }
  }

  private func extremum<T: FloatingPoint>(_ x: UnsafePointer<T>, _ result: UnsafeMutablePointer<Int64>, _ maximum: Bool)
  {
    forEachRow { start, row in
      var (best, place) = (x[start], 0)
      for candidate in 0..<middle {
        let value = x[start + candidate * inner]
        if best.isNaN { break }
        if value.isNaN || (maximum ? value > best : value < best) { (best, place) = (value, candidate) }
      }
      result[row] = Int64(place)
    }
  }

  /// Calls `body` with the position of the first element of each row and the number of the row.
  private func forEachRow(_ body: (_ start: Int, _ row: Int) -> Void) {
    guard middle > 0, inner > 0 else { return }
    for block in 0..<outer {
      for lane in 0..<inner { body(block * middle * inner + lane, block * inner + lane) }
    }
  }
}
