import Autodiff

/// Makes tensors of a formula's values, in the request's floating type.
struct TensorMaker {
  let dtype: DType

  /// The value as a tensor. Numbers become scalars of a type, lists become stacks of their elements.
  ///
  /// - Parameter wanted: the type of numbers; nil for the request's floating type.
  func tensor(_ value: ExpressionValue, _ wanted: DType? = nil) throws -> Tensor {
    switch value {
    case .tensor(let tensor): return tensor
    case .literal(let literal): return try scalar(literal, wanted ?? dtype)
    case .list(let list):
      let elements = try list.elements.map { try tensor($0, wanted) }
      return try joined(elements) ?? OperationTable.apply("stack", elements, [:])
    }
  }

  private func scalar(_ literal: Literal, _ dtype: DType) throws -> Tensor {
    switch literal {
    case .bool(let value): return try Tensor(value)
    case .int(let value) where dtype.isFloating: return try floating(Double(value), dtype)
    case .int(let value) where dtype == .int32: return try int32(value)
    case .int(let value): return try Tensor(value)
    case .float(let value): return try floating(value.value, dtype.isFloating ? dtype : self.dtype)
    case .null, .string, .list:
      throw AutodiffError(
        .dtypeMismatch, "\(literal.kindName) is not a tensor", expected: "a tensor or a number",
        actual: literal.kindName)
    }
  }

  private func int32(_ value: Int64) throws -> Tensor {
    guard let narrow = Int32(exactly: value) else { throw beyondRange("\(value)", .int32) }
    return try Tensor(narrow)
  }

  /// A number that only its type would make infinite is an error; infinity itself has the name `inf`.
  private func floating(_ value: Double, _ dtype: DType) throws -> Tensor {
    guard dtype != .float32 || Float(value).isFinite || !value.isFinite else { throw beyondRange("\(value)", dtype) }
    return try Tensor(value, dtype: dtype)
  }

  private func beyondRange(_ number: String, _ dtype: DType) -> SpecError {
    SpecError(
      .badNumber, at: "", "the number \(number) is beyond the range of \(dtype.rawValue)",
      expected: "a number in the range of \(dtype.rawValue)", actual: number)
  }

  /// The elements of a list one after the other, where all have values already: a literal is no computation.
  private func joined(_ elements: [Tensor]) throws -> Tensor? {
    guard let first = elements.first else {
      throw AutodiffError(.shapeMismatch, "an empty list is not a tensor", expected: "at least one element")
    }
    guard elements.allSatisfy({ $0.type == first.type }) else {
      let types = abbreviated(elements.map { "\($0.type)" }.joined(separator: ", "))
      throw AutodiffError(
        .shapeMismatch, "the elements of a list must be of one type and shape, not \(types)",
        expected: "\(first.type)", actual: types)
    }
    var bytes: [UInt8] = []
    for element in elements {
      guard element.withBytes({ bytes.append(contentsOf: $0) }) != nil else { return nil }
    }
    let shape = try Shape([elements.count] + first.shape.dimensions)
    return try Tensor(TensorType(first.dtype, shape)) { memory in
      bytes.withUnsafeBytes { source in
        if let start = source.baseAddress { memory.copyMemory(from: start, byteCount: source.count) }
      }
    }
  }
}
