extension Program {
  /// What made a value infinite or NaN.
  public struct Culprit: Sendable {
    /// The operation's name.
    public let operation: String
    /// What it was written for, where that is known.
    public let origin: Origin?
  }

  /// The first operation that makes a value that is not finite of values that are, for these inputs; nil where there is none, because
  /// the inputs themselves are not finite or nothing is. Runs the program step by step, keeping values as long as they are read.
  ///
  /// - Parameter shouldStop: asked before each step; when it says so, `deadlineExceeded` is thrown.
  public func firstNonFinite(_ inputs: [Tensor], shouldStop: () -> Bool = { false }) throws -> Culprit? {
    try expectInputs(inputs.map(\.type))
    let lastUses = lastUses()
    var tensors: [Int: Tensor] = [:]
    for (index, value) in values.enumerated() {
      switch value.definition {
      case .input(let number): tensors[index] = inputs[number]
      case .constant(let tensor): tensors[index] = tensor
      case .result(let operation, let indices):
        if shouldStop() { throw AutodiffError.stopped }
        let operands = indices.compactMap { tensors[$0] }
        let result = try apply(operation, operands)
        if !result.isFinite, operands.allSatisfy(\.isFinite) {
          return Culprit(operation: operation.name, origin: value.origin)
        }
        tensors[index] = result
        for operand in indices where lastUses[operand] == index { tensors[operand] = nil }
      }
    }
    return nil
  }

  /// For each value the last one that is computed of it.
  private func lastUses() -> [Int] {
    var lastUses = Array(values.indices)
    for (index, value) in values.enumerated() {
      if case .result(_, let operands) = value.definition { for operand in operands { lastUses[operand] = index } }
    }
    return lastUses
  }
}

extension Tensor {
  /// Whether no element is infinite or NaN; true for a placeholder of a trace.
  public var isFinite: Bool {
    withBytes { type.isFinite($0) } ?? true
  }
}

extension TensorType {
  /// Whether none of the elements of this type in `bytes` is infinite or NaN.
  public func isFinite(_ bytes: UnsafeRawBufferPointer) -> Bool { firstNonFinite(bytes) == nil }

  /// The position of the first element of this type in `bytes` that is infinite or NaN.
  public func firstNonFinite(_ bytes: UnsafeRawBufferPointer) -> Int? {
    switch dtype {
    case .float32: bytes.assumingMemoryBound(to: Float.self).firstIndex { !$0.isFinite }
    case .float64: bytes.assumingMemoryBound(to: Double.self).firstIndex { !$0.isFinite }
    case .int32, .int64, .bool: nil
    }
  }
}
