import Autodiff
import JSON
import ModelSpec

/// What inputs and outputs are of, and whether the function can be computed for such inputs.
extension ModelFile {
  /// The element type that an input's entry in `signature` states.
  static func statedType(_ entry: JSONValue, floating: DType) throws -> DType? {
    var reader = try ObjectReader(entry, "an input's type")
    return try reader.optional("dtype").map { value in
      guard let dtype = value.string.flatMap(DType.init), !dtype.isFloating || dtype == floating else {
        throw value.mismatch("\"\(floating.rawValue)\", which the model computes in, \"int32\", \"int64\" or \"bool\"")
      }
      return dtype
    }
  }

  /// The inputs with their types, none of which is differentiable yet.
  func inputs() throws -> [StoredInput] {
    try definition.inputs.filter { $0.role != .constant }.map { input in
      let isParameter = input.role != .data || weights.contains(input.name)
      if input.role != .data, input.isRequired, values[input.name] == nil {
        throw SpecError(.missing, at: "inputs.\(input.name)", "the parameter \(quoted(input.name)) has no value")
      }
      return StoredInput(
        name: input.name, type: try type(of: input), isDifferentiable: false, isParameter: isParameter,
        isRequired: input.isRequired && values[input.name] == nil)
    }
  }

  /// The type that the signature states, else that of the default.
  private func type(of input: FunctionInput) throws -> OpenType {
    let value = values[input.name]?.type
    guard let entry = signature[input.name] else {
      return value.map { OpenType($0) } ?? OpenType(input.kind.dtype(floating: dtype), nil)
    }
    var reader = try ObjectReader(entry, "an input's type")
    reader.ignore(["dtype"])
    let extents = try reader.optional("shape").map { shape in
      try shape.list("a list of extents").map { try $0.isNull ? nil : $0.integer(0...(1 << 40), "an extent or null") }
    }
    try reader.refuseOthers()
    let stated = try Self.statedType(entry, floating: dtype) ?? value?.dtype ?? input.kind.dtype(floating: dtype)
    let type = OpenType(stated, extents ?? value?.shape.dimensions)
    guard (type.extents ?? []).count <= 16 else { throw entry.mismatch("a shape of at most 16 extents") }
    if let value, !type.admits(value) {
      throw SpecError(
        .shapeMismatch, at: entry.place, "\(quoted(input.name)) is \(type) here, but its value is \(value)",
        expected: "\(type)", actual: "\(value)")
    }
    return type
  }

  /// The types of the outputs. Extents that change with open ones of the inputs are open; nil where they cannot be told.
  ///
  /// Throws what the function throws for the inputs' own types, where none is open or the open ones have defaults.
  func outputs(of inputs: [StoredInput]) throws -> [OpenType]? {
    let used = inputs.filter { $0.isRequired || values[$0.name] != nil }
    let own = try used.map { try values[$0.name]?.type ?? $0.type.closed() }
    if let types = own.compacted { _ = try outputTypes(used, types) }
    let isOpen = try used.contains { try $0.type.closed() == nil }
    guard isOpen else { return try own.compacted.map { try outputTypes(used, $0).map { OpenType($0) } } }
    // What is the same for two lengths of the open axes does not depend on them.
    let (two, three) = try (used.map { try $0.type.filled(with: 2) }, used.map { try $0.type.filled(with: 3) })
    guard let two = two.compacted, let three = three.compacted, let first = try? outputTypes(used, two),
      let second = try? outputTypes(used, three)
    else { return nil }
    return zip(first, second).map(OpenType.init(common:_:))
  }

  private func outputTypes(_ inputs: [StoredInput], _ types: [TensorType]) throws -> [TensorType] {
    try definition.outputTypes(
      for: zip(inputs, types).map { ($0.name, $1) }, constants: values, dtype: dtype)
  }
}

extension OpenType {
  /// What two types have in common; any shape, where their ranks differ.
  fileprivate init(common first: TensorType, _ second: TensorType) {
    let (a, b) = (first.shape.dimensions, second.shape.dimensions)
    self.init(first.dtype, a.count == b.count ? zip(a, b).map { $0 == $1 ? $0 : nil } : nil)
  }
}

extension [TensorType?] {
  /// The elements, where none is nil.
  fileprivate var compacted: [TensorType]? { contains(nil) ? nil : compactMap { $0 } }
}
