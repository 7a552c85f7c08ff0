import JSON

extension Literal {
  /// The value of an attribute: null, a boolean, a number, a string, or an array of these. `"Infinity"` is a string here;
  /// where a number is wanted, the operation's declaration says so and reads it as one.
  init(_ value: JSONValue) throws(SpecError) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .bool(try value.flag())
    case .string: self = .string(try value.text())
    case .number: self = try Literal(number: value)
    case .array:
      var elements: [Literal] = []
      for element in try value.list() { elements.append(try Literal(element)) }
      self = .list(elements)
    case .object: throw value.mismatch("null, a boolean, a number, a string or an array of these")
    }
  }

  /// A number; `2.0` is an integer as much as `2`.
  private init(number value: JSONValue) throws(SpecError) {
    if let integer = value.int64, !Literal.isNegativeZero(value) {
      self = .int(integer)
    } else if let double = value.double, double.isFinite {
      self = .float(double)
    } else {
      throw SpecError(
        .badNumber, at: value.place, "\(value.described) is beyond the range of a float64",
        expected: "a magnitude of at most 1.7976931348623157e308", actual: value.described)
    }
  }

  private static func isNegativeZero(_ value: JSONValue) -> Bool {
    value.double.map { $0 == 0 && $0.sign == .minus } ?? false
  }
}
