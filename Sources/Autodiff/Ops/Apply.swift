import Kernels

/// The one door: computes (concrete operands) or writes down (symbolic operands) the result, then shows the step to each active
/// recorder. Throws where the operands do not fit.
public func apply(_ operation: some Operation, _ operands: [Tensor]) throws -> Tensor {
  try apply(operation, operands, writtenBy: nil)
}

/// As `apply`; `tracer`, if there is one, writes the operation down even where all operands are concrete.
func apply(_ operation: some Operation, _ operands: [Tensor], writtenBy tracer: Tracer?) throws -> Tensor {
  let type = try operation.resultType(operands.map(\.type))
  let result = try execute(operation, operands, type, tracer)
  try Recording.observe(operation, operands, result)
  return result
}

func apply(_ operation: some Operation, _ operands: Tensor...) throws -> Tensor {
  try apply(operation, operands)
}

private func execute(
  _ operation: some Operation, _ operands: [Tensor], _ type: TensorType, _ tracer: Tracer?
) throws -> Tensor {
  guard let tracer = tracer ?? Tracer.innermost(of: operands) ?? Tracer.writing(type) else {
    return try compute(operation, operands, type)
  }
  let lifted = try operands.map { try tracer.lift($0) }
  return try tracer.emit(operation, lifted, type)
}

/// The result for concrete operands, unseen by recorders.
func compute(_ operation: some Operation, _ operands: [Tensor], _ type: TensorType) throws -> Tensor {
  let storages = operands.compactMap { operand -> TensorStorage? in
    guard case .concrete(let storage) = operand.handle.value else { return nil }
    return storage
  }
  let lowering = try operation.lowering(operands.map(\.type), type)
  if case .view = lowering, let storage = storages.first {
    return Tensor(type, .concrete(storage))
  }
  return try Tensor(type) { result in
    var pointers = storages.map { UnsafeRawPointer?($0.pointer) }
    try withExtendedLifetime(storages) {
      try lowering.run(&pointers, result, type, operands.first?.dtype ?? type.dtype)
    }
  }
}

extension Lowering {
  /// Runs a whole step over contiguous memory. A view has nothing to run.
  func run(
    _ operands: UnsafePointer<UnsafeRawPointer?>, _ result: UnsafeMutableRawPointer, _ type: TensorType, _ dtype: DType
  ) throws {
    switch self {
    case .view: break
    case .map(let kernel, let dtype): kernel.loop(for: dtype)(operands, result, type.shape.elementCount)
    case .expand(let expansion): if let x = operands[0] { expansion.run(x, result) }
    case .product(let product):
      if let a = operands[0], let b = operands[1] { product.run(dtype, a, b, result) }
    case .kernel(let kernel): try kernel(operands, result)
    case .interruptible(let kernel): try kernel(operands, result) { false }
    }
  }
}
