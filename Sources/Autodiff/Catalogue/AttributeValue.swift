/// A value that an attribute of an operation is given, as JSON or a formula can write it.
public indirect enum AttributeValue: Hashable, Sendable, CustomStringConvertible {
  case null
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case list([AttributeValue])

  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    }
  }
}

/// An attribute that an operation has.
public struct AttributeDeclaration: Hashable, Sendable {
  public let name: String
  /// What values it takes, in words.
  public let expected: String
  /// Nil where the attribute must be given.
  public let defaultValue: AttributeValue?

  init(_ name: String, _ expected: String, default defaultValue: AttributeValue? = nil) {
    (self.name, self.expected, self.defaultValue) = (name, expected, defaultValue)
  }
}

/// The attributes that one application of an operation was given. The readers throw `badAttribute` where a value is not what it must be.
public struct Attributes: Sendable {
  let operation: String
  private let values: [String: AttributeValue]
  private let declarations: [AttributeDeclaration]

  init(_ entry: CatalogueEntry, _ values: [String: AttributeValue]) throws {
    (operation, declarations, self.values) = (entry.name, entry.attributes, values)
    for name in values.keys.sorted() where !declarations.contains(where: { $0.name == name }) {
      throw AutodiffError(
        .badAttribute, "\(operation) has no attribute \"\(name)\"",
        expected: declarations.isEmpty ? "no attributes" : declarations.map(\.name).joined(separator: ", "),
        actual: name)
    }
  }

  func value(_ name: String) throws -> AttributeValue {
    if let value = values[name] { return value }
    if let value = declarations.first(where: { $0.name == name })?.defaultValue { return value }
    throw AutodiffError(.badAttribute, "\(operation) needs the attribute \"\(name)\"", expected: name)
  }

  func bool(_ name: String) throws -> Bool {
    guard case .bool(let value) = try value(name) else { throw wrong(name, try value(name)) }
    return value
  }

  func int(_ name: String) throws -> Int {
    guard let value = try value(name).asInt else { throw wrong(name, try value(name)) }
    return value
  }

  func float(_ name: String) throws -> Double {
    guard let value = try value(name).asDouble else { throw wrong(name, try value(name)) }
    return value
  }

  func string(_ name: String) throws -> String {
    guard case .string(let value) = try value(name) else { throw wrong(name, try value(name)) }
    return value
  }

  /// A list of integers; one integer is a list of itself.
  func ints(_ name: String) throws -> [Int] {
    let value = try value(name)
    if let single = value.asInt { return [single] }
    guard case .list(let values) = value else { throw wrong(name, value) }
    return try values.map { element in
      guard let number = element.asInt else { throw wrong(name, value) }
      return number
    }
  }

  /// A list of integers and nulls.
  func optionalInts(_ name: String) throws -> [Int?] {
    guard case .list(let values) = try value(name) else { throw wrong(name, try value(name)) }
    return try values.map { element in
      if element == .null { return nil }
      guard let number = element.asInt else { throw wrong(name, .list(values)) }
      return number
    }
  }

  /// A list of lists of integers.
  func intLists(_ name: String) throws -> [[Int]] {
    guard case .list(let values) = try value(name) else { throw wrong(name, try value(name)) }
    return try values.map { element in
      guard case .list(let inner) = element else { throw wrong(name, .list(values)) }
      return try inner.map { number in
        guard let number = number.asInt else { throw wrong(name, .list(values)) }
        return number
      }
    }
  }

  /// As `read` gives it, or nil where the attribute is null.
  func optional<T>(_ name: String, _ read: (String) throws -> T) throws -> T? {
    try value(name) == .null ? nil : try read(name)
  }

  func dtype(_ name: String) throws -> DType {
    guard let dtype = DType(rawValue: try string(name)) else { throw wrong(name, try value(name)) }
    return dtype
  }

  func wrong(_ name: String, _ value: AttributeValue) -> AutodiffError {
    let expected = declarations.first { $0.name == name }?.expected ?? ""
    return AutodiffError(
      .badAttribute, "\(operation): the attribute \"\(name)\" must be \(expected), not \(value)", expected: expected,
      actual: value.description)
  }
}

extension AttributeValue {
  fileprivate var asInt: Int? {
    switch self {
    case .int(let value): value
    case .float(let value): Int(exactly: value)
    default: nil
    }
  }

  fileprivate var asDouble: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }
}
