/// A straight-line computation in single-assignment form: what tensor code does, written down.
///
/// ```swift
/// let square = try Program.trace([TensorType(.float32, [3])]) { [try $0[0] * $0[0]] }
/// ```
///
/// Every value is defined once, before its uses. Evaluating a program goes through the same door as user code, so programs can be
/// traced, recorded and differentiated again.
public struct Program: Sendable {
  enum Definition: Sendable {
    case input(Int)
    case constant(Tensor)
    case result(any Operation, [Int])
  }

  struct Value: Sendable {
    let definition: Definition
    let type: TensorType
    /// What the value was written for first.
    let origin: Origin?
  }

  let values: [Value]
  let outputs: [Int]
  public let inputTypes: [TensorType]

  public var outputTypes: [TensorType] { outputs.map { values[$0].type } }

  /// The number of operations.
  public var operationCount: Int {
    values.reduce(0) { count, value in
      if case .result = value.definition { count + 1 } else { count }
    }
  }

  /// Bytes that the program itself takes, about.
  public var footprint: Int {
    values.reduce(0) { bytes, value in
      if case .constant(let tensor) = value.definition { bytes + 256 + tensor.type.byteCount } else { bytes + 256 }
    }
  }

  /// Runs `body` on placeholders of the given types and writes down what it does. Values that do not reach the outputs are left out.
  public static func trace(_ inputTypes: [TensorType], _ body: ([Tensor]) throws -> [Tensor]) throws -> Program {
    let tracer = Tracer()
    let outputs = try tracer.tracing {
      let inputs = inputTypes.map { tracer.addInput($0) }
      return try body(inputs).map { try tracer.index(of: tracer.lift($0)) }
    }
    return tracer.finish(outputs, inputTypes)
  }

  /// The outputs for these inputs, computed step by step as user code would. Throws `shapeMismatch` or `dtypeMismatch` for inputs that
  /// are not of `inputTypes`.
  public func evaluate(_ inputs: [Tensor]) throws -> [Tensor] {
    try expectInputs(inputs.map(\.type))
    var tensors: [Tensor] = []
    tensors.reserveCapacity(values.count)
    for value in values {
      switch value.definition {
      case .input(let index): tensors.append(inputs[index])
      case .constant(let tensor): tensors.append(tensor)
      case .result(let operation, let operands):
        tensors.append(try apply(operation, operands.map { tensors[$0] }))
      }
    }
    return outputs.map { tensors[$0] }
  }

  func expectInputs(_ types: [TensorType]) throws {
    guard types.count == inputTypes.count else {
      throw AutodiffError(
        .operandCount, "the program takes \(inputTypes.count) inputs, not \(types.count)",
        expected: "\(inputTypes.count)", actual: "\(types.count)")
    }
    for (index, (type, expected)) in zip(types, inputTypes).enumerated() where type != expected {
      throw AutodiffError(
        type.dtype == expected.dtype ? .shapeMismatch : .dtypeMismatch,
        "input \(index) of the program is \(expected), not \(type)", expected: "\(expected)", actual: "\(type)")
    }
  }

  /// Whether every operand is defined before its use and every type is what the operation says. Complexity: linear.
  public func validate() throws {
    for (index, value) in values.enumerated() {
      guard case .result(let operation, let operands) = value.definition else { continue }
      guard operands.allSatisfy({ $0 < index }),
        try operation.resultType(operands.map { values[$0].type }) == value.type
      else {
        throw AutodiffError(.shapeMismatch, "value %\(index) of the program is not well formed: \(self)")
      }
    }
  }
}
