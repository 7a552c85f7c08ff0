import Autodiff
import JSON

/// The elements themselves.
extension TensorDecoder {
  /// A tensor whose elements are the numbers at and under `value`, as many as the type has.
  func filled(_ type: TensorType, from value: JSONValue, isBoolean: Bool) throws(SpecError) -> Tensor {
    guard !isBoolean || type.dtype == .bool else {
      throw SpecError(
        .dtypeMismatch, at: value.place, "true and false are no numbers of type \(type.dtype.rawValue)",
        expected: type.dtype.rawValue, actual: DType.bool.rawValue)
    }
    return try allocated(type, at: value) { memory throws(SpecError) in
      switch type.dtype {
      case .float32: try read(value, into: memory, type, as: Float.self)
      case .float64: try read(value, into: memory, type, as: Double.self)
      case .int32: try read(value, into: memory, type, as: Int32.self)
      case .int64: try read(value, into: memory, type, as: Int64.self)
      case .bool where isBoolean: try read(value, into: memory, type, as: Bool.self)
      case .bool: try readConditions(value, into: memory, type)
      }
    }
  }

  private func read<Scalar: JSONScalar>(
    _ value: JSONValue, into memory: UnsafeMutableRawPointer, _ type: TensorType, as _: Scalar.Type
  ) throws(SpecError) {
    let count = type.shape.elementCount
    let storage = UnsafeMutableBufferPointer(start: memory.bindMemory(to: Scalar.self, capacity: count), count: count)
    try written { () throws(JSONTensorError) in _ = try value.read(into: storage) }
  }

  /// Conditions that are written as numbers: 0 and 1.
  private func readConditions(
    _ value: JSONValue, into memory: UnsafeMutableRawPointer, _ type: TensorType
  ) throws(SpecError) {
    let numbers = try written { () throws(JSONTensorError) in try value.scalars(of: Int64.self) }
    guard numbers.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw SpecError(
        .dtypeMismatch, at: value.place, "a condition is true or false, or 1 or 0", expected: "bool",
        actual: "other numbers")
    }
    memory.initializeMemory(as: Bool.self, from: numbers.map { $0 == 1 }, count: numbers.count)
  }

  /// A tensor of the little-endian bytes that a Base64 string holds.
  package func tensor(base64 text: JSONValue, _ type: TensorType) throws(SpecError) -> Tensor {
    let base64 = try decoded(text) { () throws(Base64Error) in try text.base64() }
    return try tensor(byteCount: base64.byteCount, type, at: text) { memory throws(SpecError) in
      try decoded(text) { () throws(Base64Error) in try base64.decode(into: memory) }
    }
  }

  /// A tensor of its elements' little-endian bytes.
  ///
  /// - Parameter value: what errors are about.
  package func tensor(bytes: ArraySlice<UInt8>, _ type: TensorType, at value: JSONValue) throws(SpecError) -> Tensor {
    try tensor(byteCount: bytes.count, type, at: value) { memory throws(SpecError) in
      bytes.withUnsafeBytes { source in
        if let start = source.baseAddress { memory.copyMemory(from: start, byteCount: source.count) }
      }
    }
  }

  /// A tensor of little-endian bytes that `write` writes.
  private func tensor(
    byteCount: Int, _ type: TensorType, at value: JSONValue,
    _ write: (UnsafeMutableRawPointer) throws(SpecError) -> Void
  ) throws(SpecError) -> Tensor {
    guard byteCount == type.byteCount else {
      throw SpecError(
        .shapeMismatch, at: value.place, "\(type) takes \(type.byteCount) bytes, there are \(byteCount)",
        expected: "\(type.byteCount) bytes", actual: "\(byteCount) bytes")
    }
    return try allocated(type, at: value) { memory throws(SpecError) in
      try write(memory)
      let bytes = UnsafeRawBufferPointer(start: memory, count: byteCount)
      guard type.dtype != .bool || bytes.allSatisfy({ $0 <= 1 }) else {
        throw SpecError(.badNumber, at: value.place, "the bytes of a bool tensor are 0 and 1", expected: "0 or 1")
      }
      memory.fromLittleEndian(type)
    }
  }

  /// Runs a reading of Base64; what it throws becomes an error of the wire's types.
  private func decoded<Result>(
    _ text: JSONValue, _ body: () throws(Base64Error) -> Result
  ) throws(SpecError) -> Result {
    do {
      return try body()
    } catch {
      switch error {
      case .notString: throw text.mismatch("a string in base64")
      case .badLength(let length):
        throw SpecError(
          .invalidValue, at: text.place, "a base64 text is a multiple of 4 characters long, with padding",
          expected: "a multiple of 4 characters", actual: "\(length) characters")
      case .badCharacter(let offset):
        throw SpecError(
          .invalidValue, at: text.place, "character \(offset) cannot stand in a base64 text",
          expected: "A-Z, a-z, 0-9, +, / and = at the end")
      }
    }
  }

  /// A tensor whose memory `write` fills.
  private func allocated(
    _ type: TensorType, at value: JSONValue, _ write: (UnsafeMutableRawPointer) throws(SpecError) -> Void
  ) throws(SpecError) -> Tensor {
    do {
      return try Tensor(type) { memory in try write(memory) }
    } catch let error as SpecError {
      throw error
    } catch let error as AutodiffError {
      throw SpecError(error, at: value.place)
    } catch {
      throw SpecError(.limitExceeded, at: value.place, "no memory for \(type)")
    }
  }

  /// Runs a reading of numbers; what it throws becomes an error of the wire's types.
  func written<Result>(_ body: () throws(JSONTensorError) -> Result) throws(SpecError) -> Result {
    do {
      return try body()
    } catch {
      throw SpecError(error, dtype: dtype)
    }
  }
}

extension SpecError {
  init(_ error: JSONTensorError, dtype: DType) {
    let place = error.path.description
    switch error.reason {
    case .ragged(let expected, let actual):
      self.init(
        .raggedTensor, at: place, error.description, expected: "\(expected) elements", actual: "\(actual) elements")
    case .expectedArray(let expected):
      self.init(
        .raggedTensor, at: place, error.description, expected: "an array of \(expected) elements", actual: error.text)
    case .expectedScalar:
      self.init(.raggedTensor, at: place, error.description, expected: "a number", actual: "an array")
    case .notNumber:
      self.init(
        .badNumber, at: place, error.description, expected: "a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        actual: error.text)
    case .notBoolean: self.init(.badNumber, at: place, error.description, expected: "true or false", actual: error.text)
    case .overflow:
      self.init(
        .badNumber, at: place, "the number \(error.text) is beyond the range of \(dtype.rawValue)",
        expected: "a magnitude of at most \(dtype == .float32 ? "3.4028235e38" : "1.7976931348623157e308")",
        actual: error.text)
    case .notIntegral, .outOfRange, .notFinite:
      self.init(.badNumber, at: place, error.description, expected: "an integer", actual: error.text)
    case .tooManyDimensions, .tooManyElements: self.init(.limitExceeded, at: place, error.description)
    }
  }

  /// An error of the library, at the place of the request that led to it.
  package init(_ error: AutodiffError, at path: String) {
    self.init(
      Kind(rawValue: error.kind.rawValue) ?? .invalidValue, at: path, error.message, expected: error.expected,
      actual: error.actual)
  }
}
