/// The elements of an axis that `start:stop:step` selects, as Python counts them: bounds beyond the axis are cut off.
struct SliceRange: Hashable {
  /// The first selected index; 0 where nothing is selected.
  let start: Int
  let step: Int
  /// How many indices are selected.
  let count: Int

  /// Nil where the step is zero.
  init?(start: Int?, stop: Int?, step: Int?, extent: Int) {
    guard let step = SliceRange.bounded(step ?? 1, extent) else { return nil }
    let lowest = step > 0 ? 0 : -1
    let highest = step > 0 ? extent : extent - 1
    let first = SliceRange.clamped(start, extent, lowest, highest) ?? (step > 0 ? lowest : highest)
    let end = SliceRange.clamped(stop, extent, lowest, highest) ?? (step > 0 ? highest : lowest)
    let span = step > 0 ? end - first : first - end
    count = span > 0 ? (span - 1) / abs(step) + 1 : 0
    self.start = count > 0 ? first : 0
    self.step = step
  }

  /// The whole axis in its order.
  func isWhole(_ extent: Int) -> Bool { step == 1 && count == extent }

  /// Where the selection ends for `strided_slice`; nil where it runs backwards over the first element.
  var end: Int? {
    let end = start + step * count
    return end < 0 ? nil : end
  }

  /// A step beyond the extent selects what a step of the extent selects, and cannot overflow.
  private static func bounded(_ step: Int, _ extent: Int) -> Int? {
    step == 0 ? nil : step > 0 ? min(step, extent + 1) : max(step, -extent - 1)
  }

  private static func clamped(_ bound: Int?, _ extent: Int, _ lowest: Int, _ highest: Int) -> Int? {
    bound.map { min(max($0 < 0 ? $0 + extent : $0, lowest), highest) }
  }
}
