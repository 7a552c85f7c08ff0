/// The elements of a small array repeated to fill a larger one, as NumPy broadcasts.
public struct Expansion: Sendable {
  /// The repetitions whose elements can be found without walking all axes.
  public enum Pattern: Hashable, Sendable {
    /// One element, everywhere.
    case splat
    /// Element `i` of the result is element `i % period` of the operand.
    case rows(period: Int)
    /// Element `i` of the result is element `i / repeats` of the operand.
    case columns(repeats: Int)
  }

  public let pattern: Pattern?
  public let size: Int
  private let movement: Movement
  private let count: Int

  /// From `operand` to `result`, shapes that broadcast; `size` is in bytes per element.
  public init(from operand: [Int], to result: [Int], size: Int) {
    let contiguous = Movement.contiguousStrides(operand)
    let lead = result.count - operand.count
    let strides = result.indices.map { $0 < lead || operand[$0 - lead] == 1 ? 0 : contiguous[$0 - lead] }
    movement = Movement(
      shape: result, size: size, resultStrides: Movement.contiguousStrides(result), operandStrides: strides)
    count = result.reduce(1, *)
    pattern = Expansion.pattern(strides, result, operand.reduce(1, *))
    self.size = size
  }

  private static func pattern(_ strides: [Int], _ result: [Int], _ operandCount: Int) -> Pattern? {
    if operandCount == 1 { return .splat }
    let axes = result.indices.filter { result[$0] != 1 }
    let kept = axes.filter { strides[$0] != 0 }
    if kept == Array(axes.suffix(kept.count)) { return .rows(period: operandCount) }
    if kept == Array(axes.prefix(kept.count)) { return .columns(repeats: result.reduce(1, *) / max(operandCount, 1)) }
    return nil
  }

  /// Writes the whole result.
  public func run(_ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer) {
    if pattern == .splat { fill(result, with: x, count: count, size: size) } else { movement.run(x, result) }
  }

  /// Writes the elements from `start` on; only where there is a pattern.
  public func run(_ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, from start: Int, count: Int) {
    switch pattern {
    case .splat: fill(result, with: x, count: count, size: size)
    case .rows(let period): copyRows(x, result, start, count, period)
    case .columns(let repeats): fillColumns(x, result, start, count, repeats)
    case nil: break
    }
  }

  private func copyRows(
    _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, _ start: Int, _ count: Int, _ period: Int
  ) {
    var (written, column) = (0, start % period)
    while written < count {
      let run = min(period - column, count - written)
      (result + written * size).copyMemory(from: x + column * size, byteCount: run * size)
      (written, column) = (written + run, 0)
    }
  }

  private func fillColumns(
    _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, _ start: Int, _ count: Int, _ repeats: Int
  ) {
    var written = 0
    while written < count {
      let row = (start + written) / repeats
      let run = min((row + 1) * repeats - start - written, count - written)
      fill(result + written * size, with: x + row * size, count: run, size: size)
      written += run
    }
  }
}
