import Autodiff
import JSON

/// Reads the function of a request: its `model`, `expression` or `program`.
public struct FunctionDecoder: Sendable {
  /// The parameters of which a request gives exactly one.
  public static let parameterNames = ["model", "expression", "program"]

  public let tensors: TensorDecoder
  public let limits: SpecLimits

  public init(tensors: TensorDecoder, limits: SpecLimits = SpecLimits()) {
    (self.tensors, self.limits) = (tensors, limits)
  }

  /// The function that an object of parameters gives.
  ///
  /// - Throws: `SpecError`; `missing` where there is no function, `invalid_value` where there are several.
  public func function(of parameters: JSONValue) throws(SpecError) -> DecodedFunction {
    let given = Self.parameterNames.compactMap { name in parameters[name].map { (name, $0) } }.filter { !$0.1.isNull }
    guard let (name, value) = given.first else {
      throw SpecError(
        .missing, at: parameters.place, "a function is missing: give \"model\", \"expression\" or \"program\"",
        expected: "one of \"model\", \"expression\", \"program\"")
    }
    guard given.count == 1 else {
      throw SpecError(
        .invalidValue, at: given[1].1.place,
        "give one function, not \(given.map { quoted($0.0) }.joined(separator: " and "))",
        expected: "one of \"model\", \"expression\", \"program\"",
        actual: given.map { quoted($0.0) }.joined(separator: ", "))
    }
    return try function(name, value)
  }

  private func function(_ name: String, _ value: JSONValue) throws(SpecError) -> DecodedFunction {
    switch name {
    case "model":
      var decoder = ModelDecoder(value, tensors: tensors, limits: limits)
      return DecodedFunction(definition: .model(try decoder.model()), values: decoder.values)
    case "program":
      var decoder = ProgramDecoder(value, tensors: tensors, limits: limits)
      return DecodedFunction(definition: .program(try decoder.program()), values: decoder.constants)
    default:
      let text = try value.text("a formula")
      let expression = try Expression(parsing: text, at: value.place, limits: limits.expression)
      return DecodedFunction(definition: .expression(expression), values: [:])
    }
  }
}
