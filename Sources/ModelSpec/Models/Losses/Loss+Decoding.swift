import JSON

extension LossCatalogue {
  static let names = entries.map(\.name)
}

extension Loss {
  /// A name, or `{"name": …, option: …, "reduction": …}`.
  init(_ value: JSONValue) throws(SpecError) {
    guard value.kind == .object else {
      try self.init(Loss.entry(value), [:])
      return
    }
    var reader = try ObjectReader(value, "a loss")
    let entry = try Loss.entry(reader.required("name"))
    var attributes: [String: Literal] = [:]
    for name in entry.options.map(\.name) + ["reduction"] {
      guard let given = reader.optional(name) else { continue }
      guard let value = Loss.checked(try Literal(given), name, entry) else {
        throw given.mismatch(entry.expected(name))
      }
      attributes[name] = value
    }
    try reader.refuseOthers()
    try self.init(entry, attributes)
  }

  private static func entry(_ value: JSONValue) throws(SpecError) -> LossEntry {
    let name = try value.text("the name of a loss")
    guard let entry = LossCatalogue.entry(named: name) else {
      throw SpecError.unknown(.unknownLoss, "unknown loss", name, at: value.place, among: LossCatalogue.names)
    }
    return entry
  }

  /// A loss with options as an operation's attributes give them.
  init(_ entry: LossEntry, _ attributes: [String: Literal]) throws(SpecError) {
    var options = Dictionary(uniqueKeysWithValues: entry.options.map { ($0.name, $0.standard) })
    var reduction = Reduction.sumOverBatchSize
    for (name, literal) in attributes.sorted(by: { $0.key < $1.key }) {
      guard let value = Loss.checked(literal, name, entry) else {
        throw SpecError(
          .badAttribute, at: "",
          "\(entry.name): \(quoted(name)) must be \(entry.expected(name)), not \(literal.kindName)",
          expected: entry.expected(name), actual: literal.kindName)
      }
      if name == "reduction", case .string(let text) = value { reduction = Reduction(rawValue: text) ?? reduction }
      options[name] = name == "reduction" ? nil : value
    }
    self.init(name: entry.name, options: options, reduction: reduction)
  }

  /// The value of an option where it is in its domain, else nil.
  private static func checked(_ literal: Literal, _ name: String, _ entry: LossEntry) -> Literal? {
    if name == "reduction" {
      guard case .string(let text) = literal else { return nil }
      return Reduction(rawValue: text).map { .string($0.rawValue) }
    }
    return entry.options.first { $0.name == name }?.domain.checked(literal)
  }
}

extension LossEntry {
  /// What an option takes, in words.
  fileprivate func expected(_ name: String) -> String {
    if name == "reduction" {
      return "one of " + Loss.Reduction.allCases.map { quoted($0.rawValue) }.joined(separator: ", ")
    }
    return options.first { $0.name == name }?.domain.expected ?? "no such option"
  }
}

extension LossOption.Domain {
  var expected: String {
    switch self {
    case .flag: "true or false"
    case .number(let range) where range.upperBound < 1e300: "a number from \(range.lowerBound) to \(range.upperBound)"
    case .number: "a number"
    case .integer: "an integer"
    case .integerOrNull: "an integer or null"
    }
  }

  func checked(_ literal: Literal) -> Literal? {
    switch (self, literal) {
    case (.flag, .bool), (.integer, .int), (.integerOrNull, .int), (.integerOrNull, .null): literal
    case (.number(let range), _): literal.double.flatMap { range.contains($0) ? .float($0) : nil }
    default: nil
    }
  }
}
