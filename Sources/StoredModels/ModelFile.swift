import Autodiff
import JSON
import ModelSpec

/// The text of a model's file, read strictly:
/// ```json
/// {"description": "…", "expression": "…", "dtype": "float64", "inputs": {"x": [1, 2]},
///  "signature": {"x": {"shape": [2]}}, "differentiable": ["x"], "outputs": ["y"], "gradient": false}
/// ```
/// with `program` or `model` in place of `expression`. Only the function has to be there.
struct ModelFile {
  private let summary: String?
  private let differentiable: JSONElements?
  private let outputNames: [String]
  /// Whether the gradient of a number is to be an output too.
  private let givesGradient: Bool
  let dtype: DType
  let definition: FunctionDefinition
  /// What the file says of inputs' types.
  let signature: [String: JSONValue]
  let values: [String: Tensor]
  /// The names of the tensors that came from the file of weights.
  let weights: Set<String>

  /// Throws `SpecError` at the place in the file.
  init(_ root: JSONValue, weights: Safetensors?, limits: SpecLimits) throws {
    var reader = try ObjectReader(root, "a model's file")
    if let key = root.firstDuplicateKey {
      throw SpecError(.duplicateKey, at: key.place, "the key \(key.described) stands twice in one object")
    }
    reader.ignore(FunctionDecoder.parameterNames)
    summary = try reader.optional("description").map { try $0.text("a text") }
    dtype = try Self.dtype(reader.optional("dtype"))
    let (inputs, signature) = (reader.optional("inputs"), reader.optional("signature"))
    differentiable = try reader.optional("differentiable").map { try $0.list("a list of names") }
    let outputs = reader.optional("outputs")
    givesGradient = try reader.optional("gradient").map { try $0.flag() } ?? true
    try reader.refuseOthers()

    let decoder = FunctionDecoder(
      tensors: TensorDecoder(dtype: dtype, maximumElements: 1 << 40, totalElements: 1 << 40), limits: limits)
    let function = try decoder.function(of: root)
    definition = function.definition
    outputNames = try Self.outputNames(outputs, count: definition.outputCount)
    self.signature = try Self.signature(signature, of: definition)
    var values = GivenValues(function)
    if let weights { try values.give(weights, floating: dtype) }
    self.weights = Set(weights?.entries.map(\.name) ?? [])
    for named in try inputs.map({ try NamedValue.flattening($0, duplicate: .duplicateName, "inputs") }) ?? [] {
      try values.give(named.name, at: named.value.place) { [dtype, types = self.signature] input in
        let stated = try types[input.name].flatMap { try Self.statedType($0, floating: dtype) }
        return try decoder.tensors.tensor(named.value, of: stated ?? input.kind.dtype(floating: dtype))
      }
    }
    self.values = values.tensors
  }

  private static func dtype(_ value: JSONValue?) throws -> DType {
    guard let value else { return .float32 }
    guard let dtype = value.string.flatMap(DType.init), dtype.isFloating else {
      throw value.mismatch("\"float32\" or \"float64\"")
    }
    return dtype
  }

  /// `value`, or `value_0` and so on, where the file gives no names.
  private static func outputNames(_ value: JSONValue?, count: Int) throws -> [String] {
    guard let value else { return count == 1 ? ["value"] : (0..<count).map { "value_\($0)" } }
    let names = try value.list("a list of names").map { try $0.text("a name") }
    guard names.count == count, Set(names).count == count, names.allSatisfy(isOutputName) else {
      throw value.mismatch("\(count) names, each of its own, of letters, digits and _, none of them \"gradient\"")
    }
    return names
  }

  private static func isOutputName(_ name: String) -> Bool {
    name != "gradient" && name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
  }

  private static func signature(
    _ value: JSONValue?, of definition: FunctionDefinition
  ) throws -> [String: JSONValue] {
    guard let value else { return [:] }
    let members = try ObjectReader(value, "types by the inputs' names").value.members.map { Array($0) } ?? []
    let names = definition.inputs.filter { $0.role != .constant }.map(\.name)
    for member in members where !names.contains(member.name) {
      throw SpecError.unknown(
        .unknownName, "the function has no input", member.name, at: member.value.place, among: names)
    }
    return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  func model(named name: String) throws -> StoredModel {
    let known = try inputs()
    let names = try differentiableNames(among: known)
    let inputs = known.map { input in
      StoredInput(
        name: input.name, type: input.type, isDifferentiable: names.contains(input.name),
        isParameter: input.isParameter, isRequired: input.isRequired)
    }
    return StoredModel(
      name: name, summary: summary, definition: definition, dtype: dtype, inputs: inputs, differentiable: names,
      usualPrimals: trainable ?? names, values: values, outputNames: outputNames, outputs: try outputs(of: inputs),
      givesGradient: givesGradient)
  }

  /// The trainable parameters of a network, if it has any and its file does not say what it is differentiated by.
  private var trainable: [String]? {
    let names = definition.inputs.filter(\.isTrainable).map(\.name)
    return differentiable == nil && !names.isEmpty ? names : nil
  }

  /// Those that the file names; else all floating data.
  private func differentiableNames(among inputs: [StoredInput]) throws -> [String] {
    guard let differentiable else {
      return inputs.filter { $0.type.dtype.isFloating && !$0.isParameter }.map(\.name)
    }
    var names: [String] = []
    for element in differentiable {
      let name = try element.text("a name")
      guard let input = inputs.first(where: { $0.name == name }) else {
        throw SpecError.unknown(
          .unknownName, "the function has no input", name, at: element.place, among: inputs.map(\.name))
      }
      guard input.type.dtype.isFloating else {
        throw SpecError(
          .notDifferentiable, at: element.place, "\(quoted(name)) is \(input.type): there are no derivatives by it")
      }
      guard !names.contains(name) else {
        throw SpecError(.duplicateName, at: element.place, "\(quoted(name)) is there twice")
      }
      names.append(name)
    }
    return names
  }
}

/// The values of a function while they are collected from where they may stand.
private struct GivenValues {
  private(set) var tensors: [String: Tensor]
  private let inputs: [FunctionInput]

  init(_ function: DecodedFunction) {
    tensors = function.values
    inputs = function.definition.inputs.filter { $0.role != .constant }
  }

  /// Throws `ModelFault` of the file of weights.
  mutating func give(_ weights: Safetensors, floating: DType) throws {
    do {
      for entry in weights.entries {
        try give(entry.name, at: entry.name) { _ in try weights.tensor(entry, floating: floating) }
      }
    } catch {
      throw ModelFault(weights.file, error)
    }
  }

  mutating func give(_ name: String, at place: String, _ tensor: (FunctionInput) throws -> Tensor) throws {
    guard let input = inputs.first(where: { $0.name == name }) else {
      throw SpecError.unknown(
        .unknownName, "the function has no input", name, at: place, among: inputs.map(\.name))
    }
    guard tensors[name] == nil else {
      throw SpecError(.duplicateName, at: place, "\(quoted(name)) is given in two places")
    }
    tensors[name] = try tensor(input)
  }
}
