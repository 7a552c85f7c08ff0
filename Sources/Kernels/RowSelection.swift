/// Which rows of an array a list of indices names, in order: what gathering reads and scattering writes.
///
/// The array is `outer` blocks of `blockRows` rows of `rowLength` elements. Each block has `count` tuples of indices, one index for each
/// of `extents`; tuple `t` names the row `Σ index[j] * strides[j] + t % lane` of its block.
public struct RowSelection: Sendable {
  public struct BadIndex: Error {
    public let index: Int
    public let extent: Int
    /// Which tuple holds it.
    public let tuple: Int
  }

  /// A row was named twice where that is not allowed.
  public struct RepeatedRow: Error {
    public let tuple: Int
  }

  private let outer: Int
  private let blockRows: Int
  private let count: Int
  /// Whether all blocks share one list of tuples.
  private let sharesTuples: Bool
  private let extents: [Int]
  private let strides: [Int]
  private let lane: Int
  private let rowLength: Int

  public init(
    outer: Int, blockRows: Int, count: Int, sharesTuples: Bool, extents: [Int], strides: [Int], lane: Int,
    rowLength: Int
  ) {
    (self.outer, self.blockRows, self.count, self.sharesTuples) = (outer, blockRows, count, sharesTuples)
    (self.extents, self.strides, self.lane, self.rowLength) = (extents, strides, Swift.max(lane, 1), rowLength)
  }

  /// Copies the named rows of `x`, whose elements have `size` bytes, one after the other to `result`.
  public func gather(
    _ x: UnsafeRawPointer, _ indices: Indices, _ result: UnsafeMutableRawPointer, size: Int
  ) throws {
    let bytes = rowLength * size
    try forEachRow(indices) { position, row in
      (result + position * bytes).copyMemory(from: x + row * bytes, byteCount: bytes)
    }
  }

  /// Adds the rows of `updates`, one after the other, to the named rows of `result`. Throws `RepeatedRow` where `unique` and a row is
  /// named twice.
  public func scatterAdd(
    _ updates: UnsafeRawPointer, _ indices: Indices, _ result: UnsafeMutableRawPointer, _ dtype: DType, unique: Bool
  ) throws {
    // Rows without elements may be many more than memory holds; nothing can meet in them.
    let unique = unique && rowLength > 0
    var seen = [Bool](repeating: false, count: unique ? outer * blockRows : 0)
    try forEachRow(indices) { position, row in
      if unique {
        guard !seen[row] else { throw RepeatedRow(tuple: position) }
        seen[row] = true
      }
      if dtype == .float64 {
        addRow(updates.assumingMemoryBound(to: Double.self), position, result.assumingMemoryBound(to: Double.self), row)
      } else {
        addRow(updates.assumingMemoryBound(to: Float.self), position, result.assumingMemoryBound(to: Float.self), row)
      }
    }
  }

  @inline(__always)
  private func addRow<T: FloatingPoint>(
    _ x: UnsafePointer<T>, _ from: Int, _ result: UnsafeMutablePointer<T>, _ to: Int
  ) {
    let (source, target) = (x + from * rowLength, result + to * rowLength)
    for element in 0..<rowLength { target[element] += source[element] }
  }

  private func forEachRow(_ indices: Indices, _ body: (_ position: Int, _ row: Int) throws -> Void) throws {
    // Where there is nothing to move, the indices are looked at once.
    let blocks = count == 0 ? 0 : rowLength == 0 ? Swift.min(outer, 1) : outer
    for block in 0..<blocks {
      for tuple in 0..<count {
        let first = (sharesTuples ? tuple : block * count + tuple) * extents.count
        var row = block * blockRows + tuple % lane
        for place in extents.indices {
          let index = indices[first + place]
          guard index >= 0, index < extents[place] else {
            throw BadIndex(index: index, extent: extents[place], tuple: sharesTuples ? tuple : block * count + tuple)
          }
          row += index * strides[place]
        }
        try body(block * count + tuple, row)
      }
    }
  }
}

/// Lent integers of type int32 or int64.
public struct Indices {
  private let pointer: UnsafeRawPointer
  private let isWide: Bool

  public init(_ pointer: UnsafeRawPointer, _ dtype: DType) {
    (self.pointer, isWide) = (pointer, dtype == .int64)
  }

  /// The integer at `position`, which is not checked.
  public subscript(position: Int) -> Int {
    isWide
      ? Int(pointer.load(fromByteOffset: position * 8, as: Int64.self))
      : Int(pointer.load(fromByteOffset: position * 4, as: Int32.self))
  }
}
