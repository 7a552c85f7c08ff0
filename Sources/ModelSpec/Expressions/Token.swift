/// A word of an expression.
struct Token: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case number(Literal)
    case name(String)
    case string(String)
    case symbol(Symbol)
    /// A line's end outside brackets.
    case newline
    case end
  }

  var kind: Kind
  /// The offset of the first scalar.
  var offset: Int
}

/// Everything in an expression that is neither a name nor a number nor a string.
enum Symbol: String, Hashable, Sendable, CaseIterable {
  case plus = "+"
  case minus = "-"
  case star = "*"
  case doubleStar = "**"
  case slash = "/"
  case doubleSlash = "//"
  case percent = "%"
  case at = "@"
  case ampersand = "&"
  case bar = "|"
  case tilde = "~"
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case doubleEqual = "=="
  case notEqual = "!="
  case assign = "="
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case comma = ","
  case colon = ":"
  case semicolon = ";"
  case dot = "."
  case ellipsis = "..."
}

extension Symbol {
  /// Symbols of at most three scalars, by their text: the longest that fits is the token.
  static let byText: [String: Symbol] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The operator of two operands that this symbol writes.
  var binaryOperator: Expression.BinaryOperator? { Expression.BinaryOperator(rawValue: rawValue) }

  /// The sign that this symbol writes before an operand.
  var unaryOperator: Expression.UnaryOperator? { Expression.UnaryOperator(rawValue: rawValue) }

  /// The bracket that closes this one.
  var closing: Symbol? {
    switch self {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    default: nil
    }
  }
}

extension Token {
  /// What a message calls this token.
  var described: String {
    switch kind {
    case .number: "a number"
    case .name(let name): quoted(name)
    case .string: "a string"
    case .symbol(let symbol): quoted(symbol.rawValue)
    case .newline: "the end of the line"
    case .end: "the end of the expression"
    }
  }

  func `is`(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }
}
