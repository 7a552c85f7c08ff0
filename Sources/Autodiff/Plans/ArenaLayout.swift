/// Gives buffers their places in one arena, so that those alive at the same time do not overlap (first fit by time of birth).
struct ArenaLayout {
  private struct Block {
    let range: Range<Int>
    let lastUse: Int
  }

  /// A multiple of the width of the widest vectors and of a cache line.
  private static let alignment = 64
  private var live: [Block] = []
  private(set) var byteCount = 0

  /// A place for `size` bytes from step `birth` to step `lastUse`; to be called in the order of births.
  mutating func place(_ size: Int, birth: Int, lastUse: Int) -> Int {
    live.removeAll { $0.lastUse < birth }
    let rounded = (size + Self.alignment - 1) / Self.alignment * Self.alignment
    var offset = 0
    var position = 0
    for (index, block) in live.enumerated() {
      if block.range.lowerBound - offset >= rounded { break }
      offset = max(offset, block.range.upperBound)
      position = index + 1
    }
    live.insert(Block(range: offset..<offset + rounded, lastUse: lastUse), at: position)
    byteCount = max(byteCount, offset + rounded)
    return offset
  }
}
