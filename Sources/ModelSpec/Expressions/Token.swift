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
enum Symbol: String, Hashable, Sendable {
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
  /// The longest symbol that the next three scalars begin with, and its length.
  static func longest(
    _ first: Unicode.Scalar?, _ second: Unicode.Scalar?, _ third: Unicode.Scalar?
  ) -> (Symbol, Int)? {
    if first == ".", second == ".", third == "." { return (.ellipsis, 3) }
    if let pair = pair(first, second) { return (pair, 2) }
    return single(first).map { ($0, 1) }
  }

  private static func pair(_ first: Unicode.Scalar?, _ second: Unicode.Scalar?) -> Symbol? {
    switch (first, second) {
    case ("*", "*"): .doubleStar
    case ("/", "/"): .doubleSlash
    case ("<", "="): .lessEqual
    case (">", "="): .greaterEqual
    case ("=", "="): .doubleEqual
    case ("!", "="): .notEqual
    default: nil
    }
  }

  private static func single(_ scalar: Unicode.Scalar?) -> Symbol? {
    switch scalar {
    case "+": .plus
    case "-": .minus
    case "*": .star
    case "/": .slash
    case "%": .percent
    case "@": .at
    case "&": .ampersand
    case "|": .bar
    case "~": .tilde
    case "<": .less
    case ">": .greater
    case "=": .assign
    case "(": .openParenthesis
    case ")": .closeParenthesis
    case "[": .openBracket
    case "]": .closeBracket
    case ",": .comma
    case ":": .colon
    case ";": .semicolon
    case ".": .dot
    default: nil
    }
  }

  /// The operator of two operands that this symbol writes.
  var binaryOperator: Expression.BinaryOperator? {
    switch self {
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    case .doubleSlash: .floorDivide
    case .percent: .remainder
    case .at: .matrixMultiply
    case .doubleStar: .power
    case .less: .less
    case .lessEqual: .lessOrEqual
    case .greater: .greater
    case .greaterEqual: .greaterOrEqual
    case .doubleEqual: .equal
    case .notEqual: .notEqual
    case .ampersand: .and
    case .bar: .or
    default: nil
    }
  }

  /// The sign that this symbol writes before an operand.
  var unaryOperator: Expression.UnaryOperator? {
    switch self {
    case .plus: .plus
    case .minus: .minus
    case .tilde: .not
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
