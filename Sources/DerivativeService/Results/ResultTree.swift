import Autodiff
import JSON

/// The shape of a result: what is written around and between the tensors.
indirect enum ResultTree<Leaf: Sendable>: Sendable {
  case tensor(Leaf)
  /// An unconnected derivative, where those are asked for as null.
  case null
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case array([ResultTree])
  case object([(name: String, value: ResultTree)])

  func map<Other>(_ transform: (Leaf) throws -> Other) rethrows -> ResultTree<Other> {
    switch self {
    case .tensor(let leaf): .tensor(try transform(leaf))
    case .null: .null
    case .text(let text): .text(text)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .flag(let flag): .flag(flag)
    case .array(let elements): .array(try elements.map { try $0.map(transform) })
    case .object(let members): .object(try members.map { ($0.name, try $0.value.map(transform)) })
    }
  }
}

extension ResultTree where Leaf == Tensor {
  /// One tensor by itself, several as an array.
  static func outputs(_ trees: [ResultTree]) -> ResultTree {
    trees.count == 1 ? trees[0] : .array(trees)
  }

  static func outputs(_ tensors: [Tensor]) -> ResultTree { outputs(tensors.map { .tensor($0) }) }

  /// Derivatives by name.
  static func named(_ names: [String], _ trees: [ResultTree]) -> ResultTree {
    .object(zip(names, trees).map { ($0, $1) })
  }
}

extension ResultTree {
  /// The members of two objects in one.
  func joined(with other: ResultTree) -> ResultTree {
    guard case .object(let members) = self, case .object(let others) = other else { return self }
    return .object(members + others)
  }

  /// Writes the tree, its leaves by `leaf`.
  func write(to writer: inout JSONWriter, _ leaf: (Leaf, inout JSONWriter) throws -> Void) throws {
    switch self {
    case .tensor(let tensor): try leaf(tensor, &writer)
    case .null: writer.null()
    case .text(let text): writer.write(text)
    case .integer(let integer): writer.write(integer)
    case .number(let number): writer.write(number)
    case .flag(let flag): writer.write(flag)
    case .array(let elements):
      try writer.array { writer in
        for element in elements { try element.write(to: &writer, leaf) }
      }
    case .object(let members):
      try writer.object { writer in
        for member in members {
          writer.key(member.name)
          try member.value.write(to: &writer, leaf)
        }
      }
    }
  }
}

/// Writes tensors as the call asks for them.
struct TensorWriter {
  let encoding: CommonParameters.Encoding
  /// The most bytes of a result's text.
  let limit: Int

  /// Bytes that the texts of tensors take at most. Throws `limit_exceeded` beyond the limit, before anything is computed.
  func room(for types: [TensorType]) throws -> Int {
    let total = types.reduce(0 as Int?) { total, type in
      guard let total, let room = room(for: type) else { return nil }
      let sum = total.addingReportingOverflow(room)
      return sum.overflow ? nil : sum.partialValue
    }
    if let total, total <= limit { return total }
    let shapes = types.count <= 4 ? types.map { "\($0)" }.joined(separator: ", ") : "\(types.count) tensors"
    throw AutodiffError(
      .limitExceeded, "the text of the result (\(shapes)) could take \(total.map { "\($0)" } ?? "too many") bytes",
      expected: "at most \(limit) bytes", actual: total.map { "\($0) bytes" })
  }

  /// About as many bytes as the texts of so many elements take, in so many tensors; for what cannot be told tensor by tensor.
  func room(elements: Int, _ dtype: DType, tensors: Int) -> Int {
    let text =
      encoding == .list
      ? JSONWriter.room(for: dtype.jsonType, shape: [elements]) ?? .max
      : elements.multipliedSaturated(by: dtype.size) / 3 * 4
    return text.addingSaturated(tensors.multipliedSaturated(by: 32))
  }

  private func room(for type: TensorType) -> Int? {
    guard encoding == .list else { return type.byteCount / 3 * 4 + 128 }
    return JSONWriter.room(for: type.dtype.jsonType, shape: type.shape.dimensions)
  }

  /// Writes a concrete tensor.
  func write(_ tensor: Tensor, to writer: inout JSONWriter) throws {
    try tensor.withBytes { try write(tensor.type, $0, to: &writer) }
  }

  /// Writes a tensor of which the elements lie in `bytes`.
  func write(_ type: TensorType, _ bytes: UnsafeRawBufferPointer, to writer: inout JSONWriter) throws {
    guard encoding == .list else { return writeBase64(type, bytes, to: &writer) }
    let shape = type.shape.dimensions
    switch type.dtype {
    case .float32: try writer.tensor(bytes.assumingMemoryBound(to: Float.self), shape: shape, limit: limit)
    case .float64: try writer.tensor(bytes.assumingMemoryBound(to: Double.self), shape: shape, limit: limit)
    case .int32: try writer.tensor(bytes.assumingMemoryBound(to: Int32.self), shape: shape, limit: limit)
    case .int64: try writer.tensor(bytes.assumingMemoryBound(to: Int64.self), shape: shape, limit: limit)
    case .bool: try writer.tensor(bytes.assumingMemoryBound(to: Bool.self), shape: shape, limit: limit)
    }
  }

  private func writeBase64(_ type: TensorType, _ bytes: UnsafeRawBufferPointer, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("shape")
      writer.array { writer in
        for extent in type.shape.dimensions { writer.write(extent) }
      }
      writer.key("dtype")
      writer.write(type.dtype.rawValue)
      writer.key("base64")
      writer.base64(bytes)
    }
  }
}

extension DType {
  fileprivate var jsonType: JSONScalarType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .bool: .bool
    }
  }
}
