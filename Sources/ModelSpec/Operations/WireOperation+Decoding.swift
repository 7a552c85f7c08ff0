import JSON

extension WireOperation {
  /// The attributes that a node gives. Throws for one that the operation does not have and for a needed one left out.
  func attributes(_ value: JSONValue?, of id: String, _ node: JSONValue) throws(SpecError) -> [String: Literal] {
    var given: [String: Literal] = [:]
    if let value {
      var reader = try ObjectReader(value, name)
      for attribute in attributes {
        if let literal = reader.optional(attribute.name) { given[attribute.name] = try Literal(literal) }
      }
      try reader.refuseOthers()
    }
    for attribute in attributes where attribute.isRequired && given[attribute.name] == nil {
      throw SpecError(
        .missing, at: node.place + ".attrs.\(attribute.name)",
        "node \(quoted(id)): \(name) needs the attribute \(quoted(attribute.name))", expected: attribute.expected)
    }
    return given
  }

  /// Throws `operand_count` where the operation does not take as many operands.
  func check(operandCount count: Int, of id: String, _ node: JSONValue) throws(SpecError) {
    guard count < requiredOperands || (count > operands.count && !isVariadic) else { return }
    throw SpecError(
      .operandCount, at: node.place + ".inputs", "node \(quoted(id)): \(wrongCount(count))", expected: operandCounts,
      actual: "\(count)")
  }

  /// A sentence that names the operands and the wrong number of them.
  func wrongCount(_ count: Int) -> String {
    let plural = operands.count == 1 && !isVariadic ? "" : "s"
    return "\(name) takes \(operandCounts) operand\(plural) (\(operands.joined(separator: ", "))), not \(count)"
  }

  private var operandCounts: String {
    if isVariadic { return "\(requiredOperands) or more" }
    return requiredOperands == operands.count ? "\(operands.count)" : "\(requiredOperands) to \(operands.count)"
  }
}
