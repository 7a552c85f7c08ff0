/// A value written in a definition: a number in an expression, an attribute of a program's node.
///
/// Literals belong to the structure of a function, so they are compared exactly: floats by their bits, which tells
/// `0.0` from `-0.0` and lets a NaN equal itself.
public enum Literal: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case float(ExactDouble)
  case string(String)
  case list([Literal])

  /// A floating literal.
  static func float(_ value: Double) -> Literal { .float(ExactDouble(value)) }
}

/// A double whose equality is that of its bits.
public struct ExactDouble: Hashable, Sendable {
  public var value: Double

  public init(_ value: Double) { self.value = value }

  public static func == (a: ExactDouble, b: ExactDouble) -> Bool { a.value.bitPattern == b.value.bitPattern }

  public func hash(into hasher: inout Hasher) { hasher.combine(value.bitPattern) }
}

extension Literal {
  /// What a message calls this kind of value.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int: "an integer"
    case .float: "a number"
    case .string: "a string"
    case .list: "a list"
    }
  }
}
