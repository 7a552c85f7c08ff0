import Autodiff
import JSON
import ModelSpec
import StoredModels

/// What an inference asks for: a model's outputs by name, its gradient as `gradient:<input>`, and as `jvp` the product of its Jacobian with
/// the tensors that are given as `tangent:<input>`.
struct InferenceRequest {
  /// A result as the request wants it.
  struct Output {
    enum Source: Equatable {
      case result(ModelOutput)
      /// The product that belongs to an output of the model.
      case jvp(ModelOutput)
    }

    let name: String
    let source: Source
    /// Whether it is wanted as bytes behind the JSON.
    let isBinary: Bool
  }

  let id: String?
  let query: ModelQuery
  let values: ModelValues
  let outputs: [Output]

  /// Throws `SpecError` at the place in the request.
  ///
  /// - Parameter binary: the bytes that follow the JSON.
  init(_ body: JSONValue, binary: ArraySlice<UInt8>, _ model: StoredModel, _ tensors: TensorDecoder) throws {
    var reader = try ObjectReader(body, "an inference request")
    id = try reader.optional("id").map { try $0.text() }
    let parameters = reader.optional("parameters")
    var inputs = InferenceInputs(model, tensors, binary)
    for input in try reader.required("inputs").list("an array of tensors") { try inputs.read(input) }
    try inputs.expectNoRest(at: body)
    let wanted = reader.optional("outputs")
    try reader.refuseOthers()

    let isBinary = parameters?["binary_data_output"]?.bool ?? false
    outputs = try wanted.map { try Self.outputs($0, of: model, isBinary) } ?? Self.usualOutputs(of: model, isBinary)
    let tangents = model.inputs.map(\.name).filter { inputs.tangents[$0] != nil }
    let products = outputs.compactMap { if case .jvp(let output) = $0.source { output } else { nil } }
    guard products.isEmpty || !tangents.isEmpty else {
      throw SpecError(
        .missing, at: "inputs", "a jvp needs the tangents of inputs", expected: "a tensor named \"tangent:<input>\"")
    }
    let results = outputs.compactMap { if case .result(let output) = $0.source { output } else { nil } }
    query = ModelQuery(
      outputs: results + products.filter { !results.contains($0) }, product: products.isEmpty ? nil : .jvp(tangents))
    values = ModelValues(inputs: inputs.values, tangents: tangents.compactMap { inputs.tangents[$0] })
  }

  private static func usualOutputs(of model: StoredModel, _ isBinary: Bool) -> [Output] {
    model.outputNames.enumerated().map { Output(name: $1, source: .result(.value($0)), isBinary: isBinary) }
  }

  private static func outputs(_ list: JSONValue, of model: StoredModel, _ isBinary: Bool) throws -> [Output] {
    var known = Dictionary(
      uniqueKeysWithValues: model.outputNames.enumerated().map { ($1, Output.Source.result(.value($0))) })
    for gradient in model.namedGradients { known["gradient:\(gradient.name)"] = .result(gradient.output) }
    for (position, name) in model.outputNames.enumerated() {
      known[model.outputNames.count == 1 ? "jvp" : "jvp:\(name)"] = .jvp(.value(position))
    }
    var outputs: [Output] = []
    for element in try list.list("an array of outputs") {
      var reader = try ObjectReader(element, "an output")
      let name = try reader.required("name").text("a name")
      let parameters = reader.optional("parameters")
      try reader.refuseOthers()
      guard let source = known[name] else {
        throw SpecError.unknown(
          .unknownName, "the model has no output", name, at: element.place, among: known.keys.sorted(),
          expected: known.keys.sorted().joined(separator: ", "))
      }
      guard !outputs.contains(where: { $0.name == name }) else {
        throw SpecError(.duplicateName, at: element.place, "the output \(quoted(name)) is asked for twice")
      }
      try Self.refuseSharedMemory(parameters)
      outputs.append(Output(name: name, source: source, isBinary: parameters?["binary_data"]?.bool ?? isBinary))
    }
    return outputs.isEmpty ? usualOutputs(of: model, isBinary) : outputs
  }

  static func refuseSharedMemory(_ parameters: JSONValue?) throws {
    for name in ["shared_memory_region", "classification"] {
      guard let value = parameters?[name] else { continue }
      throw SpecError(.invalidValue, at: value.place, "\(name) is not offered here")
    }
  }
}

/// The tensors of a request while they are read.
private struct InferenceInputs {
  private(set) var values: [String: Tensor] = [:]
  private(set) var tangents: [String: Tensor] = [:]
  private let model: StoredModel
  private let tensors: TensorDecoder
  /// What is left of the bytes behind the JSON.
  private var binary: ArraySlice<UInt8>

  private static let tangentPrefix = "tangent:"

  init(_ model: StoredModel, _ tensors: TensorDecoder, _ binary: ArraySlice<UInt8>) {
    (self.model, self.tensors, self.binary) = (model, tensors, binary)
  }

  mutating func read(_ value: JSONValue) throws {
    var reader = try ObjectReader(value, "an input")
    let label = try reader.required("name").text("a name")
    let isTangent = label.hasPrefix(Self.tangentPrefix)
    let name = isTangent ? String(label.dropFirst(Self.tangentPrefix.count)) : label
    guard let input = model.input(name) else {
      throw SpecError.unknown(
        .unknownName, "the model has no input", name, at: value.place, among: model.inputs.map(\.name),
        expected: model.inputs.map(\.name).joined(separator: ", "))
    }
    let type = try type(&reader, of: input)
    let (parameters, data) = (reader.optional("parameters"), reader.optional("data"))
    try reader.refuseOthers()
    try InferenceRequest.refuseSharedMemory(parameters)
    guard isTangent ? tangents[name] == nil : values[name] == nil else {
      throw SpecError(.duplicateName, at: value.place, "\(quoted(label)) is given twice")
    }
    let tensor = try tensor(type, data, parameters?["binary_data_size"], in: value)
    guard isTangent else {
      values[name] = tensor
      return
    }
    guard type.dtype.isFloating else {
      throw SpecError(.notDifferentiable, at: value.place, "\(quoted(name)) is \(type): there are no derivatives by it")
    }
    tangents[name] = tensor
  }

  private func type(_ reader: inout ObjectReader, of input: StoredInput) throws -> TensorType {
    let shape = try reader.required("shape")
    let datatype = try reader.required("datatype")
    let wanted = InferenceDatatype(input.type.dtype).rawValue
    guard datatype.isString(wanted) else {
      throw SpecError(
        .dtypeMismatch, at: datatype.place, "\(quoted(input.name)) is of the type \(wanted)", expected: wanted,
        actual: datatype.shown)
    }
    let type = try tensors.type(input.type.dtype, tensors.dimensions(shape), at: shape)
    guard input.type.admits(type) else {
      throw SpecError(
        .shapeMismatch, at: shape.place, "\(quoted(input.name)) is \(input.type), not \(type)",
        expected: "\(input.type)", actual: "\(type)")
    }
    return type
  }

  private mutating func tensor(
    _ type: TensorType, _ data: JSONValue?, _ size: JSONValue?, in value: JSONValue
  ) throws -> Tensor {
    switch (data, size) {
    case (let data?, nil) where data.isNested: return try tensors.tensor(nested: data, type, named: "data")
    case (let data?, nil): return try tensors.tensor(flat: data, type)
    case (nil, let size?):
      let count = try size.integer(0...binary.count, "a number of bytes, no more than follow the JSON")
      defer { binary = binary.dropFirst(count) }
      return try tensors.tensor(bytes: binary.prefix(count), type, at: value)
    default: throw value.mismatch("either \"data\" or a \"binary_data_size\" among the parameters")
    }
  }

  func expectNoRest(at body: JSONValue) throws {
    guard binary.isEmpty else {
      throw SpecError(.invalidValue, at: body.place, "\(binary.count) bytes behind the JSON belong to no input")
    }
  }
}
