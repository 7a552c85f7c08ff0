import Autodiff

/// The structure of a function from a request: all that its computation depends on but the values of its inputs.
///
/// Two requests with equal definitions, and inputs of equal types, can share one plan. Parameters and tensor constants are
/// inputs too, so that the plan of an architecture serves every set of weights; scalars that a formula writes are structure.
public enum FunctionDefinition: Hashable, Sendable {
  case model(ModelDefinition)
  case expression(Expression)
  case program(ProgramDefinition)

  /// The inputs in a fixed order: data first, in the order of their first use, then parameters or constants.
  public var inputs: [FunctionInput] {
    switch self {
    case .model(let model): model.inputs
    case .expression(let expression): expression.inputs
    case .program(let program): program.inputs
    }
  }

  public var outputCount: Int {
    switch self {
    case .model: 1
    case .expression(let expression): expression.outputs.count
    case .program(let program): program.outputs.count
    }
  }

  /// Computes the outputs by applying the library's operations, eagerly or while a program is traced.
  ///
  /// - Parameters:
  ///   - values: by name, for every input that is required; others may be left out.
  ///   - dtype: the request's floating type, which the numbers of a formula take.
  ///   - path: where the function's parameters stood in the request, for errors.
  /// - Throws: `SpecError` that names the layer, the node or the place in the formula.
  public func callAsFunction(
    _ values: [String: Tensor], dtype: DType, at path: String = "params"
  ) throws -> [Tensor] {
    switch self {
    case .model(let model): try model(values, at: path)
    case .expression(let expression): try expression(values, dtype: dtype, at: path)
    case .program(let program): try program(values, at: path)
    }
  }
}

/// A function from a request: its structure, and the values that were written in it.
public struct DecodedFunction: Sendable {
  public let definition: FunctionDefinition
  /// Inline parameters and tensor constants, by name.
  public let values: [String: Tensor]
}
