/// An operation as programs, formulas and the documentation know it: by name, operands and attributes.
public struct CatalogueEntry: Sendable {
  public let name: String
  /// The operands' names in order. The last one of a variadic operation stands for any number, at least one.
  public let operands: [String]
  public let isVariadic: Bool
  public let attributes: [AttributeDeclaration]
  private let body: @Sendable ([Tensor], Attributes) throws -> Tensor

  init(
    _ name: String, _ operands: [String], isVariadic: Bool = false, _ attributes: [AttributeDeclaration] = [],
    _ body: @escaping @Sendable ([Tensor], Attributes) throws -> Tensor
  ) {
    (self.name, self.operands, self.isVariadic) = (name, operands, isVariadic)
    (self.attributes, self.body) = (attributes, body)
  }

  /// The result for these operands. Throws `operandCount`, `badAttribute`, and what the operation itself throws.
  public func apply(_ operands: [Tensor], _ attributes: [String: AttributeValue] = [:]) throws -> Tensor {
    guard isVariadic ? operands.count >= self.operands.count : operands.count == self.operands.count else {
      let expected = "\(self.operands.count)\(isVariadic ? " or more" : "")"
      throw AutodiffError(
        .operandCount,
        "\(name) takes \(expected) operand\(expected == "1" ? "" : "s") (\(self.operands.joined(separator: ", "))), not \(operands.count)",
        expected: expected, actual: "\(operands.count)")
    }
    return try body(operands, Attributes(self, attributes))
  }

  static func unary(_ name: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor) -> CatalogueEntry {
    CatalogueEntry(name, ["x"]) { operands, _ in try body(operands[0]) }
  }

  static func binary(_ name: String, _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor) -> CatalogueEntry {
    CatalogueEntry(name, ["x", "y"]) { operands, _ in try body(operands[0], operands[1]) }
  }
}

/// Every operation there is, by name.
public enum Catalogue {
  /// In the order of the documentation.
  public static let entries: [CatalogueEntry] =
    elementwise + reductions + linearAlgebra + shapes + indexing + activations + layers

  private static let byName = Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  public static func entry(named name: String) -> CatalogueEntry? { byName[name] }
}
