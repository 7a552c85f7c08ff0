extension Program {
  /// What made a value infinite or NaN.
  public struct Culprit: Sendable {
    /// The operation's name.
    public let operation: String
    /// What it was written for, where that is known.
    public let origin: Origin?
  }

  /// The first operation that makes a value that is not finite of values that are, for these inputs; nil where there is none, because
  /// the inputs themselves are not finite or nothing is. Runs the program step by step.
  public func firstNonFinite(_ inputs: [Tensor]) throws -> Culprit? {
    try expectInputs(inputs.map(\.type))
    var tensors: [Tensor] = []
    for value in values {
      switch value.definition {
      case .input(let index): tensors.append(inputs[index])
      case .constant(let tensor): tensors.append(tensor)
      case .result(let operation, let operands):
        let operands = operands.map { tensors[$0] }
        let result = try apply(operation, operands)
        if !result.isFinite, operands.allSatisfy(\.isFinite) {
          return Culprit(operation: operation.name, origin: value.origin)
        }
        tensors.append(result)
      }
    }
    return nil
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
  public func isFinite(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch dtype {
    case .float32: bytes.assumingMemoryBound(to: Float.self).allSatisfy(\.isFinite)
    case .float64: bytes.assumingMemoryBound(to: Double.self).allSatisfy(\.isFinite)
    case .int32, .int64, .bool: true
    }
  }
}
