import Kernels

/// One thing that a plan does. An object, so that to run it retains one reference and not all that it holds.
final class Step: Sendable {
  /// Numbers are slots of the table of addresses.
  enum Action: Sendable {
    case kernel(Kernel, operands: [Int], result: Int)
    case interruptible(InterruptibleKernel, operands: [Int], result: Int)
    case expand(Expansion, operand: Int, result: Int)
    /// result = a · b, or result += a · b.
    case product(MatrixProduct, DType, a: Int, b: Int, result: Int, accumulating: Bool)
    case cluster(Cluster)
  }

  private let action: Action

  init(_ action: Action) { self.action = action }

  typealias Table = UnsafeMutablePointer<UnsafeMutableRawPointer?>

  /// `operands` is room for the addresses of one step's operands.
  func run(
    _ table: Table, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool
  ) throws {
    switch action {
    case .kernel(let kernel, let slots, let result):
      for (index, slot) in slots.enumerated() { operands[index] = UnsafeRawPointer(table[slot]) }
      if let result = table[result] { try kernel(operands, result) }
    case .interruptible(let kernel, let slots, let result):
      for (index, slot) in slots.enumerated() { operands[index] = UnsafeRawPointer(table[slot]) }
      if let result = table[result] { try kernel(operands, result, shouldStop) }
    case .expand(let expansion, let operand, let result):
      if let x = table[operand], let result = table[result] { expansion.run(x, result) }
    case .product(let product, let dtype, let a, let b, let result, let accumulating):
      if let a = table[a], let b = table[b], let result = table[result] {
        let isWhole = product.run(dtype, a, b, result, accumulating: accumulating, shouldStop: shouldStop)
        guard isWhole else { throw AutodiffError.stopped }
      }
    case .cluster(let cluster): try cluster.run(table, operands, shouldStop: shouldStop)
    }
  }

  /// How many operands the step passes at once.
  var operandCount: Int {
    switch action {
    case .kernel(_, let operands, _), .interruptible(_, let operands, _): operands.count
    case .expand, .product: 2
    case .cluster(let cluster): cluster.works.lazy.map(\.operandCount).max() ?? 0
    }
  }
}
