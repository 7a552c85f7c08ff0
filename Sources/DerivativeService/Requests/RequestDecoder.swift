import Autodiff
import JSON
import ModelSpec
import StoredModels

/// Reads the parameters of a call strictly: what no parameter of the method is, is an error.
///
/// Everything that the plan depends on by structure goes into the method's options; every number becomes a binding.
struct RequestDecoder {
  let params: JSONValue
  let common: CommonParameters
  private(set) var call: DerivativeCall
  /// The stored model that the call names.
  let model: StoredModel?
  /// The names that `primals` gives; nil where it was left out.
  private(set) var givenPrimals: [String]?
  /// What the call itself gives.
  private var values: [String: Tensor]
  /// What a request may give values for, by name.
  private let inputsByName: [String: FunctionInput]
  let tensors: TensorDecoder

  init(_ params: JSONValue, method: String, parameters: [String], _ context: MethodContext) throws {
    guard params.kind == .object else {
      throw SpecError(
        .invalidValue, at: params.place, "\(method) takes its parameters by name", expected: "an object",
        actual: params.kind.rawValue)
    }
    self.params = params
    try Self.refuseUnknown(params, method, CommonParameters.names + parameters)
    try Self.refuseDuplicates(params)
    model = try context.models.model(namedIn: params)
    common = try CommonParameters(params, of: model)
    let limits = context.limits
    tensors = TensorDecoder(
      dtype: common.dtype, maximumElements: limits.tensorElements, totalElements: limits.requestElements)
    let function: CallFunction
    if let model {
      (function, values) = (CallFunction(model), [:])
    } else {
      let decoded = try FunctionDecoder(tensors: tensors, limits: limits.spec).function(of: params)
      (function, values) = (CallFunction(decoded.definition), decoded.values)
    }
    call = DerivativeCall(
      method: method, function: function, dtype: common.dtype, unconnected: common.unconnected)
    let given = function.definition.inputs.filter { $0.role != .constant }
    inputsByName = Dictionary(given.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    try readInputs()
    try readPrimals()
    try bindInputs()
  }

  private static func refuseUnknown(_ params: JSONValue, _ method: String, _ known: [String]) throws {
    guard let stray = params.members?.first(where: { !known.contains($0.name) }) else { return }
    throw SpecError.unknown(
      .unknownParameter, "\(method) has no parameter", stray.name, at: stray.value.place, among: known,
      expected: known.joined(separator: ", "))
  }

  /// The same primal twice is an error of its own; any other repeated key is one too.
  private static func refuseDuplicates(_ params: JSONValue) throws {
    guard let key = params.firstDuplicateKey else { return }
    let within = key.path.components.dropFirst(params.path.components.count).first
    let isPrimal = within == .member("primals") || within == .member("tangents")
    throw SpecError(
      isPrimal ? .duplicatePrimal : .duplicateKey, at: key.place, "the key \(key.shown) stands twice in one object",
      actual: key.shown)
  }

  var method: String { call.method }
  var definition: FunctionDefinition { call.function.definition }
  var bindings: Bindings { call.bindings }

  // MARK: Inputs and primals

  private mutating func readInputs() throws {
    guard let inputs = params.given("inputs") else { return }
    for named in try NamedValue.flattening(inputs, duplicate: .duplicateName, "inputs") { try give(named) }
  }

  private mutating func readPrimals() throws {
    guard let primals = params.given("primals") else { return }
    if let elements = primals.elements {
      givenPrimals = try names(elements)
    } else {
      let named = try NamedValue.flattening(primals, duplicate: .duplicatePrimal, "primals")
      for tensor in named { try give(tensor) }
      givenPrimals = named.map(\.name)
    }
    if givenPrimals?.isEmpty == true {
      throw SpecError(
        .missing, at: primals.place, "primals names no tensor", expected: "at least one name", actual: "none")
    }
  }

  /// A list of distinct names of inputs.
  func names(_ elements: JSONElements) throws -> [String] {
    var names: [String] = []
    var taken: Set<String> = []
    for element in elements {
      guard let name = element.string else {
        throw SpecError(
          .invalidValue, at: element.place, "a list of primals holds names", expected: "a string", actual: element.shown
        )
      }
      guard taken.insert(name).inserted else {
        throw SpecError(.duplicatePrimal, at: element.place, "\"\(name)\" is a primal twice", actual: name)
      }
      _ = try input(name, at: element.place)
      names.append(name)
    }
    return names
  }

  private mutating func give(_ named: NamedValue) throws {
    let input = try input(named.name, at: named.value.place)
    guard values[input.name] == nil else {
      throw SpecError(
        .duplicateName, at: named.value.place, "\"\(input.name)\" is given in two places", expected: "one value",
        actual: "two values")
    }
    values[input.name] = try tensor(named.value, for: input)
  }

  private func tensor(_ value: JSONValue, for input: FunctionInput) throws -> Tensor {
    guard let type = model?.input(input.name)?.type else { return try tensors.tensor(value, as: input.kind) }
    let tensor = try tensors.tensor(value, of: type.dtype)
    guard type.admits(tensor.type) else {
      throw SpecError(
        type.dtype == tensor.dtype ? .shapeMismatch : .dtypeMismatch, at: value.place,
        "\"\(input.name)\" of the model is \(type), not \(tensor.type)", expected: "\(type)", actual: "\(tensor.type)")
    }
    return tensor
  }

  /// The value of an input: the call's, or else what is stored.
  private func known(_ name: String) -> Tensor? { values[name] ?? model?.values[name] }

  /// The function's input with this name. Throws `unknown_name` with the nearest one. Finding a place takes long: it is asked for only
  /// where there is an error.
  private func input(_ name: String, at place: @autoclosure () -> String) throws -> FunctionInput {
    if let input = inputsByName[name] { return input }
    let names = definition.inputs.map(\.name).filter { inputsByName[$0] != nil }
    throw SpecError.unknown(
      .unknownName, "the function has no input", name, at: place(), among: names,
      expected: names.joined(separator: ", "))
  }

  private mutating func bindInputs() throws {
    for input in definition.inputs {
      if let value = known(input.name) {
        call.bindings.bind(.input(input.name), value)
      } else if input.isRequired {
        throw SpecError(
          .missing, at: "\(params.place).inputs.\(input.name)", "the function needs a value for \"\(input.name)\"",
          expected: "a tensor named \"\(input.name)\" in inputs or primals")
      }
    }
  }

  // MARK: What methods ask for

  /// The names in `primals`; without it, the usual ones. Throws `missing` where there are neither.
  func primals() throws -> [String] {
    if let givenPrimals { return try givenPrimals.map { try primal($0, at: "\(params.place).primals") } }
    guard !usualPrimals.isEmpty else {
      throw SpecError(
        .missing, at: "\(params.place).primals", "\(method) needs to know the tensors to differentiate by",
        expected: "primals: a list of names, or an object of tensors by name")
    }
    return usualPrimals
  }

  /// What is differentiated by where a call does not say: what the stored model says, or a network's trainable parameters.
  var usualPrimals: [String] { model?.usualPrimals ?? definition.inputs.filter(\.isTrainable).map(\.name) }

  /// The name, if derivatives by it exist. Throws `not_differentiable` where it is an integer or bool tensor.
  func primal(_ name: String, at place: @autoclosure () -> String) throws -> String {
    if let type = known(name)?.type, !type.dtype.isFloating {
      throw SpecError(
        .notDifferentiable, at: place(), "\"\(name)\" is \(type): there are no derivatives by it",
        expected: "a tensor of type \(common.dtype.rawValue)", actual: "\(type)")
    }
    return name
  }

  /// Binds one vector of tangents from an object. It has a tangent for each of `primals`; where that is nil, its own names are the
  /// primals, which are returned.
  mutating func bindTangents(_ object: JSONValue, of primals: [String]?, vector: Int) throws -> [String] {
    let named = try NamedValue.flattening(object, duplicate: .duplicatePrimal, "tangents")
    let primals = try primals ?? named.map { try primal(input($0.name, at: $0.value.place).name, at: $0.value.place) }
    guard !named.isEmpty else {
      throw SpecError(.missing, at: object.place, "tangents names no tensor", expected: "at least one tangent")
    }
    let byName = Dictionary(named.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let names = Set(primals)
    for tangent in named where !names.contains(tangent.name) { throw stray(tangent, primals) }
    for name in primals {
      guard let value = byName[name] else {
        throw SpecError(
          .missing, at: "\(object.place).\(name)", "the primal \"\(name)\" has no tangent",
          expected: "a tensor named \"\(name)\"")
      }
      call.bindings.bind(.tangent(of: name, vector: vector), try tangent(value, of: name))
    }
    return primals
  }

  private func stray(_ tangent: NamedValue, _ primals: [String]) -> SpecError {
    SpecError.unknown(
      .unknownName, "there is no primal", tangent.name, at: tangent.value.place, among: primals,
      expected: primals.joined(separator: ", "))
  }

  private func tangent(_ value: JSONValue, of name: String) throws -> Tensor {
    let tangent = try tensors.tensor(value)
    if let primal = known(name)?.type, primal != tangent.type {
      throw SpecError(
        primal.dtype == tangent.dtype ? .shapeMismatch : .dtypeMismatch, at: value.place,
        "the tangent of \"\(name)\" is \(tangent.type), but the primal is \(primal)", expected: "\(primal)",
        actual: "\(tangent.type)")
    }
    return tangent
  }

  /// Binds a cotangent; whether it fits is known when the function has been traced.
  mutating func bindCotangent(_ value: JSONValue, of output: String, vector: Int) throws {
    call.bindings.bind(.cotangent(of: output, vector: vector), try tensors.tensor(value))
  }

  /// A parameter that the method cannot do without.
  func required(_ name: String, _ expected: String) throws -> JSONValue {
    if let value = params.given(name) { return value }
    throw SpecError(.missing, at: "\(params.place).\(name)", "\(method) needs \"\(name)\"", expected: expected)
  }
}
