import Autodiff
import JSON

extension OperationTable {
  /// Applies an operation that was found by its name while decoding.
  static func apply(_ name: String, _ operands: [Tensor], _ attributes: [String: Literal]) throws -> Tensor {
    guard let operation = operation(named: name) else { throw unknown(name, at: "") }
    return try operation.apply(operands, attributes)
  }

  static func unknown(_ name: String, at path: String) -> SpecError {
    SpecError.unknown(.unknownOperation, "unknown operation", name, at: path, among: names)
  }

  /// The attributes of an operation that an object gives beside other members.
  static func attributes(of name: String, from reader: inout ObjectReader) throws(SpecError) -> [String: Literal] {
    var attributes: [String: Literal] = [:]
    for attribute in operation(named: name)?.attributes ?? [] {
      if let value = reader.optional(attribute.name) {
        attributes[attribute.name] = try Literal(value)
      } else if attribute.isRequired {
        _ = try reader.required(attribute.name)
      }
    }
    return attributes
  }
}
