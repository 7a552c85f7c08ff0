import Autodiff
import ModelSpec

extension StoredModel {
  /// The types of the outputs for inputs of such types; for those that are left out, of their defaults or of what the file says.
  ///
  /// Throws `missing` where an input's type is not known, and what the function throws for such inputs.
  public func outputTypes(for given: [String: TensorType]) throws -> [TensorType] {
    var types: [(name: String, type: TensorType)] = []
    for input in inputs {
      if let type = try given[input.name] ?? values[input.name]?.type ?? (input.isRequired ? input.type.closed() : nil)
      {
        types.append((input.name, type))
      } else if input.isRequired {
        throw SpecError(.missing, at: "inputs.\(input.name)", "the model needs a value for \(quoted(input.name))")
      }
    }
    return try definition.outputTypes(for: types, constants: values, dtype: dtype)
  }
}

extension FunctionDefinition {
  /// The types of the outputs for inputs of such types. Of `constants` those count that are no inputs.
  func outputTypes(
    for inputs: [(name: String, type: TensorType)], constants: [String: Tensor], dtype: DType
  ) throws -> [TensorType] {
    let names = inputs.map(\.name)
    let constants = constants.filter { !names.contains($0.key) }
    let program = try Program.trace(inputs.map(\.type)) { placeholders in
      let given = Dictionary(zip(names, placeholders), uniquingKeysWith: { first, _ in first })
      return try self(given.merging(constants) { first, _ in first }, dtype: dtype, at: "")
    }
    return program.outputTypes
  }
}
