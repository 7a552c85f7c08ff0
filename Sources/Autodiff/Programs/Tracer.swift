import Synchronization

/// Writes a program while tensor code runs on its placeholders.
///
/// While writing it shares equal values (hash-consing), folds constants, and applies the identities that operations know. What it
/// returns for a shared or simplified value is still a new `Tensor`: recorders go by identity, and would count a cotangent twice
/// if two results were one tensor.
final class Tracer: Sendable {
  /// How many traces are going on around the current code; a tensor of a deeper trace decides where an operation is written.
  @TaskLocal static var depth = 0

  /// The trace around the current code.
  @TaskLocal private static var current: Tracer?

  /// Results of constants with more elements than this are computed by the program, not while it is written.
  static let maximumFoldedElements = 1024

  let depth = Tracer.depth + 1
  private let builder = Mutex(ProgramBuilder())
  private let shouldStop = Interruption.shouldStop
  private let maximumSteps = Allowance.current.operations

  static func innermost(of operands: [Tensor]) -> Tracer? {
    var found: Tracer?
    for operand in operands {
      if let tracer = operand.tracer, tracer.depth > found?.depth ?? 0 { found = tracer }
    }
    return found
  }

  /// The trace that writes down an operation on nothing but constants: the current one, if there is one and the result is large.
  static func writing(_ type: TensorType) -> Tracer? {
    type.shape.elementCount > maximumFoldedElements ? current : nil
  }

  /// Runs `body` as a part of this trace.
  func tracing<R>(_ body: () throws -> R) rethrows -> R {
    try Tracer.$depth.withValue(depth) { try Tracer.$current.withValue(self, operation: body) }
  }

  func addInput(_ type: TensorType) -> Tensor {
    tensor(builder.withLock { $0.addInput(type) }, type)
  }

  /// The tensor as a value of this program: a concrete one becomes a constant. One that a recorder knows is kept as it is: folded or
  /// shared, it would lose its derivative where the program is evaluated.
  func lift(_ tensor: Tensor) throws -> Tensor {
    switch tensor.handle.value {
    case .concrete:
      let isKnown = Recording.knows(tensor)
      return self.tensor(
        builder.withLock { isKnown ? $0.addCaptured(tensor) : $0.addConstant(tensor) }, tensor.type)
    case .symbolic(let tracer, _):
      guard tracer === self else {
        throw AutodiffError(.recorderMisuse, "a tensor of one trace cannot be used in another one")
      }
      return tensor
    }
  }

  func index(of tensor: Tensor) throws -> Int {
    guard case .symbolic(let tracer, let index) = tensor.handle.value, tracer === self else {
      throw AutodiffError(.recorderMisuse, "a tensor of one trace cannot be used in another one")
    }
    return index
  }

  /// The result of `operation`, whose type is `type`, for operands of this program.
  func emit(_ operation: some Operation, _ operands: [Tensor], _ type: TensorType) throws -> Tensor {
    try countStep()
    if let simpler = try operation.simplified(operands) { return tensor(try index(of: simpler), type) }
    if let folded = try fold(operation, operands, type) { return folded }
    let indices = try operands.map(index(of:))
    return tensor(builder.withLock { $0.addResult(operation, indices, type) }, type)
  }

  private func countStep() throws {
    guard builder.withLock({ $0.countStep() }) <= maximumSteps else {
      throw AutodiffError(
        .limitExceeded, "the program takes more than \(maximumSteps) operations to write",
        expected: "at most \(maximumSteps) operations", actual: "more")
    }
    if shouldStop?() == true { throw AutodiffError.stopped }
  }

  /// The result where all operands are constants and it is small, or all are repetitions of one number.
  private func fold(_ operation: some Operation, _ operands: [Tensor], _ type: TensorType) throws -> Tensor? {
    guard !(operation is BroadcastTo), !operands.isEmpty else { return nil }
    // Whether there is anything to fold is asked before what the operation is, which takes longer to say.
    let numbers = operands.compactMap(\.splat)
    guard numbers.count == operands.count else { return try foldConstants(operation, operands, type) }
    if operation is any ReplicatingOperation {
      let scalar = try lift(Tensor(numbers[0], dtype: type.dtype))
      return try type.shape.isScalar ? scalar : emit(BroadcastTo(shape: type.shape), [scalar], type)
    }
    if operation is any ElementwiseOperation, !type.shape.isScalar {
      let scalars = try zip(numbers, operands).map { try Tensor($0, dtype: $1.dtype) }
      let scalar = try compute(operation, scalars, TensorType(type.dtype, .scalar))
      return try emit(BroadcastTo(shape: type.shape), [lift(scalar)], type)
    }
    return try foldConstants(operation, operands, type)
  }

  private func foldConstants(
    _ operation: some Operation, _ operands: [Tensor], _ type: TensorType
  ) throws -> Tensor? {
    guard type.shape.elementCount <= Self.maximumFoldedElements else { return nil }
    let constants = operands.compactMap(\.constantValue)
    guard constants.count == operands.count, type.shape.isScalar || !(operation is any ElementwiseOperation) else {
      return nil
    }
    return try lift(compute(operation, constants, type))
  }

  // What is asked of a value is taken out of it where it lies: a copy of the whole retains all that is in it.

  func type(_ index: Int) -> TensorType { builder.withLock { $0.values[index].type } }

  func splat(_ index: Int) -> Double? { builder.withLock { $0.values[index].splat } }

  func constant(_ index: Int) -> Tensor? {
    builder.withLock { builder in
      guard !builder.values[index].isCaptured, case .constant(let tensor) = builder.values[index].definition else {
        return nil
      }
      return tensor
    }
  }

  func result<O: Operation>(_ index: Int, of _: O.Type) -> (operation: O, operands: [Int])? {
    builder.withLock { builder in
      guard case .result(let operation, let operands) = builder.values[index].definition,
        Swift.type(of: operation) == O.self
      else { return nil }
      return (operation as? O).map { ($0, operands) }
    }
  }

  /// The program that computes `outputs`.
  func finish(_ outputs: [Int], _ inputTypes: [TensorType]) -> Program {
    builder.withLock { $0.program(outputs, inputTypes) }
  }

  private func tensor(_ index: Int, _ type: TensorType) -> Tensor {
    Tensor(type, .symbolic(self, index))
  }
}

extension Tensor {
  /// The trace that a symbolic tensor belongs to.
  var tracer: Tracer? {
    if case .symbolic(let tracer, _) = handle.value { tracer } else { nil }
  }

  /// The number that every element of this symbolic tensor is known to be.
  var splat: Double? {
    if case .symbolic(let tracer, let index) = handle.value { tracer.splat(index) } else { nil }
  }

  /// The value of a symbolic tensor that is a constant of its program, and of nobody else's interest.
  var constantValue: Tensor? {
    guard case .symbolic(let tracer, let index) = handle.value else { return nil }
    return tracer.constant(index)
  }

  /// The operation that a symbolic tensor is the result of, if it is of type `O`, with its operands.
  func definition<O: Operation>(as _: O.Type) -> (operation: O, operands: [Tensor])? {
    guard case .symbolic(let tracer, let index) = handle.value else { return nil }
    return tracer.result(index, of: O.self).map { found in
      (found.operation, found.operands.map { Tensor(tracer.type($0), .symbolic(tracer, $0)) })
    }
  }
}
