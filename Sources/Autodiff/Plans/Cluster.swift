import Kernels

/// Elementwise operations fused: they run one after the other on a tile that stays in the first cache, so that each array moves through
/// memory once. What only the cluster itself reads never leaves its tile, and what the next operation of a chain alone reads not even the
/// registers.
final class Cluster: Step {
  /// Elements of a tile: 9 KiB of float64, so that some three tiles fit in the first cache; whole blocks of twelve vectors, which chains
  /// hold in registers.
  static let tileElementCount = 1152
  static let tileByteCount = tileElementCount * 8
  static let maximumArity = 3
  /// After so many elements whoever waits is asked whether he still does.
  private static let uninterrupted = 64 * tileElementCount

  /// An array that advances with the tiles by `stride` bytes per element; 0 for a tile.
  struct Reference: Sendable {
    let slot: Int
    let stride: Int
  }

  struct Operation: Sendable {
    let loop: MapKernel.Loop
    let operands: (Reference, Reference?, Reference?)
    let result: Reference
  }

  enum Work: Sendable {
    case operation(Operation)
    case chain(Chain)

    /// How many addresses it passes at once.
    var operandCount: Int {
      switch self {
      case .operation: Cluster.maximumArity
      case .chain(let chain): chain.stepCount
      }
    }
  }

  /// Repeated elements that are written to a tile: once if they are all the same, else for each tile.
  struct Fill: Sendable {
    let expansion: Expansion
    let source: Int
    let tile: Int
  }

  private let elementCount: Int
  private let fills: [Fill]
  private let works: [Work]

  /// How many elements go through the cluster at once.
  private let stretch: Int

  /// - Parameter usesTiles: whether any slot of the cluster is a tile, which holds no more than its elements.
  init(elementCount: Int, fills: [Fill], works: [Work], usesTiles: Bool) {
    (self.elementCount, self.fills, self.works) = (elementCount, fills, works)
    // A single piece of work without tiles has nothing to keep in the cache for another.
    stretch = usesTiles || works.count > 1 ? Cluster.tileElementCount : Cluster.uninterrupted
  }

  var operandCount: Int { works.lazy.map(\.operandCount).max() ?? 0 }

  func run(
    _ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool
  ) throws {
    var start = 0
    while start < elementCount {
      if start > 0, start % Cluster.uninterrupted == 0, shouldStop() { throw AutodiffError.stopped }
      let count = min(stretch, elementCount - start)
      fillTiles(table, start, count)
      // Where they stand: taken out, each would be retained for every tile.
      works.withUnsafeBufferPointer { works in
        for index in works.indices {
          switch works[index] {
          case .operation(let operation): run(operation, table, operands, start, count)
          case .chain(let chain): chain.run(table, operands, from: start, count: count)
          }
        }
      }
      start += count
    }
  }

  private func run(
    _ operation: Operation, _ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, _ start: Int,
    _ count: Int
  ) {
    operands[0] = address(operation.operands.0, table, start)
    if let second = operation.operands.1 { operands[1] = address(second, table, start) }
    if let third = operation.operands.2 { operands[2] = address(third, table, start) }
    operation.loop(operands, table[operation.result.slot].map { $0 + start * operation.result.stride }, count)
  }

  private func address(_ reference: Reference, _ table: SlotTable, _ start: Int) -> UnsafeRawPointer? {
    table[reference.slot].map { UnsafeRawPointer($0 + start * reference.stride) }
  }

  private func fillTiles(_ table: SlotTable, _ start: Int, _ count: Int) {
    for fill in fills where start == 0 || fill.expansion.pattern != .splat {
      if let x = table[fill.source], let tile = table[fill.tile] {
        fill.expansion.run(x, tile, from: start, count: count)
      }
    }
  }
}
