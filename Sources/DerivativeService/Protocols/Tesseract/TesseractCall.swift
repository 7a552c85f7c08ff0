import Autodiff
import JSON
import ModelSpec
import StoredModels

/// The operations of Tesseract on a model's numbers, or on their types alone.
enum TesseractOperation: String, CaseIterable {
  case apply
  case jacobian
  case jacobianVectorProduct = "jacobian_vector_product"
  case vectorJacobianProduct = "vector_jacobian_product"
  case abstractEval = "abstract_eval"
}

/// A call of one of the operations.
struct TesseractCall: ModelCall {
  let operation: TesseractOperation
  let tesseract: TesseractModel
  let encoding: TesseractArray.Encoding
  let context: MethodContext

  var model: StoredModel { tesseract.model }
  var limit: Int { context.limits.resultBytes }

  func prepare(_ body: [UInt8], atOnce: Bool) throws -> PreparedCall? {
    var reader = try ObjectReader(context.value(of: body).withUniqueKeys(), "the payload")
    let tensors = TensorDecoder(for: model, context.limits)
    let inputs = try reader.required("inputs")
    guard operation != .abstractEval else { return try abstractEval(inputs, reader, tensors) }
    var values = ModelValues(inputs: try arrays(inputs, tensors))
    switch operation {
    case .apply:
      try reader.refuseOthers()
      let query = ModelQuery(outputs: tesseract.outputs.map(\.output))
      return try prepared(query, values, atOnce, named: tesseract.outputs.map(\.name), isTree: true)
    case .jacobianVectorProduct:
      let (names, outputs) = try (self.inputs("jvp_inputs", &reader), self.outputs("jvp_outputs", &reader))
      let vector = try reader.required("tangent_vector")
      try reader.refuseOthers()
      values.tangents = try vectors(vector, names.map { ($0.name, try type(of: $0, values)) }, tensors)
      let query = ModelQuery(
        outputs: outputs.map(\.output), wantsOutputs: false, product: .jvp(names.map(\.name)))
      return try prepared(query, values, atOnce, named: outputs.map(\.name), isTree: false)
    case .vectorJacobianProduct:
      let (names, outputs) = try (self.inputs("vjp_inputs", &reader), self.outputs("vjp_outputs", &reader))
      let vector = try reader.required("cotangent_vector")
      try reader.refuseOthers()
      values.cotangents = try vectors(vector, zip(outputs, types(of: outputs, values)).map { ($0.name, $1) }, tensors)
      let query = ModelQuery(
        outputs: outputs.map(\.output), wantsOutputs: false, product: .vjp(names.map(\.name)))
      return try prepared(query, values, atOnce, named: names.map(\.name), isTree: false)
    default:
      let (names, outputs) = try (self.inputs("jac_inputs", &reader), self.outputs("jac_outputs", &reader))
      try reader.refuseOthers()
      return try jacobian(of: outputs, by: names, values, atOnce)
    }
  }
}

// MARK: - What a payload has

extension TesseractCall {
  private func arrays(_ object: JSONValue, _ tensors: TensorDecoder) throws -> [String: Tensor] {
    var arrays: [String: Tensor] = [:]
    for named in try NamedValue.flattening(object, duplicate: .duplicateName, "inputs") {
      arrays[named.name] = try TesseractArray.read(named.value, as: input(named).type, tensors)
    }
    return arrays
  }

  func input(_ named: NamedValue) throws -> StoredInput {
    if let input = tesseract.inputs.first(where: { $0.name == named.name }) { return input }
    let names = tesseract.inputs.map(\.name)
    throw SpecError.unknown(
      .unknownName, "the model has no input", named.name, at: named.value.place, among: names,
      expected: names.joined(separator: ", "))
  }

  private func inputs(_ key: String, _ reader: inout ObjectReader) throws -> [StoredInput] {
    try names(key, &reader).map { try tesseract.input($0.name, at: $0.place) }
  }

  private func outputs(_ key: String, _ reader: inout ObjectReader) throws -> [ModelResult] {
    try names(key, &reader).map { try tesseract.output($0.name, at: $0.place) }
  }

  /// A set of paths.
  private func names(_ key: String, _ reader: inout ObjectReader) throws -> [(name: String, place: String)] {
    let value = try reader.required(key)
    let names = try value.list("an array of paths").map { (name: try $0.text("a path"), place: $0.place) }
    guard !names.isEmpty, Set(names.map(\.name)).count == names.count else {
      throw value.mismatch("an array of at least one path, none of them twice")
    }
    return names
  }

  /// The vectors that belong to paths, in their order. There must be one for each.
  private func vectors(
    _ object: JSONValue, _ wanted: [(name: String, type: TensorType)], _ tensors: TensorDecoder
  ) throws -> [Tensor] {
    let members = object.members.map { Array($0) } ?? []
    guard object.kind == .object, Set(members.map(\.name)) == Set(wanted.map(\.name)) else {
      throw SpecError(
        .structureMismatch, at: object.place,
        "there must be a vector for each of the paths that are named, and no other",
        expected: wanted.map(\.name).joined(separator: ", "), actual: members.map(\.name).joined(separator: ", "))
    }
    let byName = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return try wanted.compactMap { name, type in
      try byName[name].map { try TesseractArray.read($0, as: OpenType(type), tensors) }
    }
  }

  private func type(of input: StoredInput, _ values: ModelValues) throws -> TensorType {
    if let type = (values.inputs[input.name] ?? model.values[input.name])?.type { return type }
    throw SpecError(.missing, at: "inputs.\(input.name)", "the model needs a value for \(quoted(input.name))")
  }

  private func types(of outputs: [ModelResult], _ values: ModelValues) throws -> [TensorType] {
    try model.types(of: outputs, for: values.inputs.mapValues(\.type))
  }
}

extension StoredModel {
  /// The types of results, for inputs of such types.
  func types(of results: [ModelResult], for given: [String: TensorType]) throws -> [TensorType] {
    let values = try outputTypes(for: given)
    return try results.map { result in
      switch result.output {
      case .value(let position): return values[position]
      case .gradient(let name):
        if let type = try given[name] ?? self.values[name]?.type ?? input(name)?.type.closed() { return type }
        throw SpecError(.missing, at: "inputs.\(name)", "the model needs a value for \(quoted(name))")
      }
    }
  }
}
