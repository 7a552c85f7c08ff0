import JSON

extension Literal {
  /// The value of an attribute: null, a boolean, a number, a string, or an array of these. The strings for numbers that are
  /// not finite are numbers here as everywhere.
  init(_ value: JSONValue) throws(SpecError) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .bool(try value.flag())
    case .string: self = Literal(text: try value.text())
    case .number: self = try Literal(number: value)
    case .array:
      var elements: [Literal] = []
      for element in try value.list() { elements.append(try Literal(element)) }
      self = .list(elements)
    case .object: throw value.mismatch("null, a boolean, a number, a string or an array of these")
    }
  }

  private init(text: String) {
    switch text {
    case "NaN": self = .float(.nan)
    case "Infinity": self = .float(.infinity)
    case "-Infinity": self = .float(-.infinity)
    default: self = .string(text)
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
