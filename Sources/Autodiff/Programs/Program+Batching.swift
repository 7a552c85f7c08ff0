extension Program {
  /// The program for `size` values of some inputs at once: those inputs, and the outputs that depend on them, get a leading axis.
  ///
  /// Where an operation has a batching rule, one operation does the work of all; products of matrices become larger products. Outputs
  /// that depend on no batched input stay as they are; `isBatched` tells.
  public func batched(
    _ batchedInputs: Set<Int>, size: Int
  ) throws -> (program: Program, isBatched: [Bool]) {
    let types = try inputTypes.enumerated().map { index, type in
      batchedInputs.contains(index) ? try type.batched(size) : type
    }
    var isOutputBatched: [Bool] = []
    let program = try Program.trace(types) { inputs in
      var tensors: [Tensor] = []
      var isBatched: [Bool] = []
      for value in values {
        switch value.definition {
        case .input(let index):
          tensors.append(inputs[index])
          isBatched.append(batchedInputs.contains(index))
        case .constant(let tensor):
          tensors.append(tensor)
          isBatched.append(false)
        case .result(let operation, let operands):
          let flags = operands.map { isBatched[$0] }
          let batch = Batch(size: size, operands: operands.map { tensors[$0] }, isBatched: flags)
          isBatched.append(flags.contains(true))
          tensors.append(try batch.apply(operation))
        }
      }
      isOutputBatched = outputs.map { isBatched[$0] }
      return outputs.map { tensors[$0] }
    }
    return (program, isOutputBatched)
  }
}

extension TensorType {
  func batched(_ size: Int) throws -> TensorType { TensorType(dtype, try shape.batched(size)) }
}

extension Shape {
  func batched(_ size: Int) throws -> Shape { try Shape([size] + dimensions) }
}

/// The operands of an operation, of which some have a leading axis for the batch.
public struct Batch {
  public let size: Int
  public let operands: [Tensor]
  public let isBatched: [Bool]

  func apply(_ operation: some Operation) throws -> Tensor {
    guard isBatched.contains(true) else { return try Autodiff.apply(operation, operands) }
    if let rule = operation as? any BatchingOperation { return try rule.batched(self) }
    return try unrolled(operation)
  }

  /// Operand `index` with the leading axis, whether it depends on the batch or not.
  public func complete(_ index: Int) throws -> Tensor {
    isBatched[index] ? operands[index] : try operands[index].broadcast(to: operands[index].shape.batched(size))
  }

  /// One after the other, for operations without a rule.
  func unrolled(_ operation: some Operation) throws -> Tensor {
    let results = try (0..<size).map { element in
      try Autodiff.apply(
        operation,
        try operands.indices.map { isBatched[$0] ? try operands[$0].element(at: element, axis: 0) : operands[$0] })
    }
    return try Tensor.stacked(results)
  }
}
