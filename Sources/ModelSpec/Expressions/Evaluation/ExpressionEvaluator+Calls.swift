import Autodiff

/// Calls of the catalogue's operations.
extension ExpressionEvaluator {
  func call(
    _ name: String, _ arguments: [ExpressionValue], _ keywords: [Expression.Keyword]
  ) throws -> ExpressionValue {
    if let builtin = Builtin(rawValue: name) { return try call(builtin, arguments, keywords) }
    guard let synonym = Synonym.resolve(name), let operation = OperationTable.operation(named: synonym.operation) else {
      throw SpecError.unknown(.unknownOperation, "unknown operation", name, at: "", among: Synonym.names)
    }
    var binding = CallBinding(operation, presets: synonym.presets)
    try binding.bind(arguments)
    for keyword in keywords { try binding.bind(keyword.name, value(keyword.value)) }
    try binding.complete(synonym.defaults)
    let operands = try self.operands(binding)
    if isProduct(operation, operands, binding.attributes) {
      return .tensor(try matrixProduct(operands[0], operands[1]))
    }
    return .tensor(try operation.apply(operands, operation.completed(binding.attributes, maker.dtype)))
  }

  /// `matmul`, and `dot` of vectors and matrices, are NumPy's `@`.
  private func isProduct(_ operation: WireOperation, _ operands: [Tensor], _ attributes: [String: Literal]) -> Bool {
    let isDot = operation.name == "dot" && operands.allSatisfy { (1...2).contains($0.rank) }
    return attributes.isEmpty && operands.count == 2 && (isDot || operation.name == "matmul")
  }

  /// Operands as tensors; numbers take the type of the first floating tensor beside them.
  private func operands(_ binding: CallBinding) throws -> [Tensor] {
    let floating = binding.operands.lazy.compactMap { operand -> DType? in
      guard case .tensor(let tensor) = operand, tensor.dtype.isFloating else { return nil }
      return tensor.dtype
    }.first
    return try binding.operands.enumerated().map { index, operand in
      let kind = binding.operation.kind(ofOperand: index)
      let tensor = try maker.tensor(operand, kind.dtype(floating: floating ?? maker.dtype))
      return binding.operation.takesConditionsAsNumbers ? try arithmetic(tensor) : tensor
    }
  }
}

/// Functions of formulas that are no operations of the catalogue: they make tensors, or tell shapes.
enum Builtin: String, CaseIterable {
  case array, zeros, ones, full, eye, arange, ravel, flatten, shape, size, ndim, len
  case zerosLike = "zeros_like"
  case onesLike = "ones_like"
  case fullLike = "full_like"

  /// The fewest and the most arguments.
  fileprivate var arity: ClosedRange<Int> {
    switch self {
    case .full, .fullLike: 2...2
    case .arange: 1...3
    default: 1...1
    }
  }
}

extension ExpressionEvaluator {
  fileprivate func call(
    _ builtin: Builtin, _ arguments: [ExpressionValue], _ keywords: [Expression.Keyword]
  ) throws -> ExpressionValue {
    if let keyword = keywords.first {
      throw SpecError(
        .unknownParameter, at: "", "\(builtin.rawValue) has no argument \(quoted(keyword.name))",
        expected: "positional arguments", actual: abbreviated(keyword.name))
    }
    guard builtin.arity.contains(arguments.count) else {
      let expected =
        builtin.arity.count == 1
        ? "\(builtin.arity.lowerBound)" : "\(builtin.arity.lowerBound) to \(builtin.arity.upperBound)"
      throw AutodiffError(
        .operandCount, "\(builtin.rawValue) takes \(expected) arguments, not \(arguments.count)", expected: expected,
        actual: "\(arguments.count)")
    }
    return try value(of: builtin, arguments)
  }

  private func value(of builtin: Builtin, _ arguments: [ExpressionValue]) throws -> ExpressionValue {
    switch builtin {
    case .array: return .tensor(try maker.tensor(arguments[0]))
    case .zeros: return try filled(.literal(.int(0)), shape(arguments[0]))
    case .ones: return try filled(.literal(.int(1)), shape(arguments[0]))
    case .full: return try filled(arguments[1], shape(arguments[0]))
    case .zerosLike: return try filled(.literal(.int(0)), like: arguments[0])
    case .onesLike: return try filled(.literal(.int(1)), like: arguments[0])
    case .fullLike: return try filled(arguments[1], like: arguments[0])
    case .eye: return try identity(arguments[0])
    case .arange: return try range(arguments)
    case .ravel, .flatten:
      return .tensor(try OperationTable.apply("reshape", [maker.tensor(arguments[0])], ["shape": .list([.int(-1)])]))
    case .shape: return .list(try ExpressionList(extents(arguments[0]).map { .literal(.count($0)) }))
    case .size: return .literal(.count(try maker.tensor(arguments[0]).shape.elementCount))
    case .ndim: return .literal(.count(try extents(arguments[0]).count))
    case .len: return .literal(.count(try length(arguments[0])))
    }
  }

  private func extents(_ value: ExpressionValue) throws -> [Int] { try maker.tensor(value).shape.dimensions }

  private func length(_ value: ExpressionValue) throws -> Int {
    if case .list(let list) = value { return list.elements.count }
    guard let length = try extents(value).first else {
      throw AutodiffError(.shapeMismatch, "a scalar has no length", expected: "at least one axis")
    }
    return length
  }

  // MARK: Making tensors

  private func filled(_ value: ExpressionValue, like other: ExpressionValue) throws -> ExpressionValue {
    let tensor = try maker.tensor(other)
    return try filled(.tensor(maker.tensor(value, tensor.dtype)), tensor.shape.dimensions.map { .count($0) })
  }

  private func filled(_ value: ExpressionValue, _ shape: [Literal]) throws -> ExpressionValue {
    .tensor(try OperationTable.apply("broadcast_to", [maker.tensor(value)], ["shape": .list(shape)]))
  }

  private func shape(_ value: ExpressionValue) throws -> [Literal] {
    switch value.attribute {
    case .int(let extent): return [.int(extent)]
    case .list(let extents): return extents
    default:
      throw AutodiffError(
        .badAttribute, "a shape must be an integer or a list of integers, not \(value.kindName)",
        expected: "integers", actual: value.kindName)
    }
  }

  private func identity(_ value: ExpressionValue) throws -> ExpressionValue {
    let size = try count(value, atMost: 1024)
    let elements = (0..<size).flatMap { row in (0..<size).map { $0 == row } }
    return .tensor(try arithmetic(Tensor(elements, shape: Shape([size, size]))))
  }

  /// `arange(stop)`, `arange(start, stop)` or `arange(start, stop, step)` of integers.
  private func range(_ arguments: [ExpressionValue]) throws -> ExpressionValue {
    let bounds = try arguments.map { try integer($0) }
    let (start, stop) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw AutodiffError(.badAttribute, "the step of arange cannot be 0", actual: "0") }
    let numbers = Array(stride(from: start, to: stop, by: step).prefix(ExpressionList.maximumCount + 1))
    let literals = numbers.map { ExpressionValue.literal(.count($0)) }
    return .tensor(try maker.tensor(.list(ExpressionList(literals))))
  }

  private func integer(_ value: ExpressionValue) throws -> Int {
    guard let integer = value.integer, integer.magnitude < 1 << 53 else {
      throw AutodiffError(
        .badAttribute, "expected an integer, not \(value.kindName)", expected: "an integer", actual: value.kindName)
    }
    return integer
  }

  private func count(_ value: ExpressionValue, atMost limit: Int) throws -> Int {
    let count = try integer(value)
    guard (0...limit).contains(count) else {
      throw AutodiffError(
        .limitExceeded, "expected an integer from 0 to \(limit), not \(count)", expected: "0 to \(limit)",
        actual: "\(count)")
    }
    return count
  }
}
