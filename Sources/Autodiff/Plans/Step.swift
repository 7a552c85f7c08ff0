import Kernels

/// Where the values of a run lie, by their slots.
typealias SlotTable = UnsafeMutablePointer<UnsafeMutableRawPointer?>

/// One thing that a plan does. An object, so that to run it retains one reference and not all that it holds.
protocol Step: AnyObject, Sendable {
  /// How many operands the step passes at once.
  var operandCount: Int { get }

  /// Throws what the operation refuses, and `deadlineExceeded` once `shouldStop` says so, which steps ask that take long.
  ///
  /// - Parameter operands: room for the addresses of the step's operands.
  func run(_ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool) throws
}

/// A kernel from the values in some slots to the one in another.
final class KernelStep: Step {
  enum Function: Sendable {
    case plain(Kernel)
    case interruptible(InterruptibleKernel)
  }

  private let function: Function
  private let slots: [Int]
  private let result: Int

  init(_ function: Function, operands: [Int], result: Int) {
    (self.function, slots, self.result) = (function, operands, result)
  }

  var operandCount: Int { slots.count }

  func run(
    _ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool
  ) throws {
    guard let result = table[result] else { return }
    for (index, slot) in slots.enumerated() { operands[index] = UnsafeRawPointer(table[slot]) }
    switch function {
    case .plain(let kernel): try kernel(operands, result)
    case .interruptible(let kernel): try kernel(operands, result, shouldStop)
    }
  }
}

/// An expansion that no cluster reads.
final class ExpansionStep: Step {
  private let expansion: Expansion
  private let operand, result: Int

  init(_ expansion: Expansion, operand: Int, result: Int) {
    (self.expansion, self.operand, self.result) = (expansion, operand, result)
  }

  var operandCount: Int { 1 }

  func run(
    _ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool
  ) throws {
    if let x = table[operand], let result = table[result] { expansion.run(x, result) }
  }
}

/// result = a · b, or result += a · b.
final class ProductStep: Step {
  private let product: MatrixProduct
  private let dtype: DType
  private let a, b, result: Int
  private let isAccumulating: Bool

  init(_ product: MatrixProduct, _ dtype: DType, a: Int, b: Int, result: Int, accumulating: Bool) {
    (self.product, self.dtype, isAccumulating) = (product, dtype, accumulating)
    (self.a, self.b, self.result) = (a, b, result)
  }

  var operandCount: Int { 2 }

  func run(
    _ table: SlotTable, _ operands: UnsafeMutablePointer<UnsafeRawPointer?>, shouldStop: () -> Bool
  ) throws {
    guard let a = table[a], let b = table[b], let result = table[result] else { return }
    let isWhole = product.run(dtype, a, b, result, accumulating: isAccumulating, shouldStop: shouldStop)
    guard isWhole else { throw AutodiffError.stopped }
  }
}
