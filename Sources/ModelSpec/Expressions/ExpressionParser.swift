/// Reads tokens into an `Expression`: recursive descent with Python's precedence.
///
/// Each level of recursion passes through `nested`, which counts it: a text can be refused, never overflow the stack.
/// The grammar is in `docs/expressions.md`; the methods carry the names of its rules.
struct ExpressionParser {
  private let source: SourceText
  private let limits: ExpressionLimits
  private let tokens: [Token]
  private var index = 0
  private var depth = 0
  private var scope: [String: Expression.StepID] = [:]
  private var freeNames: [String: Expression.StepID] = [:]
  private var steps: [Expression.Step] = []
  private var offsets: [Int] = []

  init(source: SourceText, limits: ExpressionLimits) throws(SyntaxFault) {
    self.source = source
    self.limits = limits
    tokens = try Lexer.tokens(of: source)
  }

  /// The whole text: statements, the last of which is the result.
  mutating func expression() throws(SyntaxFault) -> Expression {
    skipSeparators()
    guard current.kind != .end else {
      throw SyntaxFault(offset: current.offset, message: "the expression is empty", expected: "a formula")
    }
    var result = try statement()
    while current.kind != .end {
      try refuseUnused(result)
      result = try statement()
    }
    return try finished(result)
  }

  private func finished(_ result: Statement) throws(SyntaxFault) -> Expression {
    var expression = Expression(origin: Expression.Origin(source: source, offsets: offsets))
    expression.steps = steps
    expression.outputs = [result.value]
    if case .tuple(let elements) = steps[result.value] { (expression.outputs, expression.isTuple) = (elements, true) }
    guard !expression.outputs.isEmpty else {
      throw SyntaxFault(offset: result.offset, message: "the result is an empty tuple", expected: "at least one output")
    }
    return expression
  }
}

// MARK: - Statements

extension ExpressionParser {
  private struct Statement {
    var value: Expression.StepID
    var isAssignment: Bool
    var offset: Int
  }

  /// `name = value` or `value`, up to and with its separators.
  private mutating func statement() throws(SyntaxFault) -> Statement {
    let start = current.offset
    let target = try assignmentTarget()
    let value = try result()
    guard isSeparator(current) || current.kind == .end else { throw unexpected(after: "a complete value") }
    skipSeparators()
    if let target { scope[target] = value }
    return Statement(value: value, isAssignment: target != nil, offset: start)
  }

  /// The name before a `=`, if this statement is an assignment.
  private mutating func assignmentTarget() throws(SyntaxFault) -> String? {
    guard case .name(let name) = current.kind, following.is(.assign) else { return nil }
    guard Keywords.literals[name] == nil else {
      throw SyntaxFault(offset: current.offset, message: "\(quoted(name)) is a constant and cannot be assigned")
    }
    advance()
    advance()
    return name
  }

  /// A value or a tuple of values, with or without parentheses.
  private mutating func result() throws(SyntaxFault) -> Expression.StepID {
    let start = current.offset
    let first = try value()
    guard current.is(.comma) else { return first }
    var elements = [first]
    while current.is(.comma) {
      advance()
      if isSeparator(current) || current.kind == .end { break }
      elements.append(try value())
    }
    return try emit(.tuple(elements), at: start)
  }

  /// A value that no later statement can use is most often a line that was meant to be continued.
  private func refuseUnused(_ statement: Statement) throws(SyntaxFault) {
    guard !statement.isAssignment else { return }
    throw SyntaxFault(
      offset: statement.offset, message: "the value of this statement is not used",
      expected: "an assignment, or brackets around a formula of several lines")
  }

  private func isSeparator(_ token: Token) -> Bool { token.kind == .newline || token.is(.semicolon) }

  private mutating func skipSeparators() {
    while isSeparator(current) { advance() }
  }
}

// MARK: - Operators

extension ExpressionParser {
  /// Operators of two operands, from comparisons down.
  mutating func value() throws(SyntaxFault) -> Expression.StepID {
    try nested { (parser) throws(SyntaxFault) in try parser.binary(from: 1) }
  }

  /// A chain of left-associative operators of at least this precedence.
  private mutating func binary(from precedence: Int) throws(SyntaxFault) -> Expression.StepID {
    var left = try unary()
    while case .symbol(let symbol) = current.kind, let infix = symbol.binaryOperator,
      let own = infix.precedence, own >= precedence
    {
      let offset = current.offset
      advance()
      let right = try binary(from: own + 1)
      left = try emit(.binary(infix, left, right), at: offset)
      try refuseChain(infix)
    }
    return left
  }

  /// `a < b < c` is two comparisons in Python and an error on arrays: neither is guessed.
  private func refuseChain(_ infix: Expression.BinaryOperator) throws(SyntaxFault) {
    guard infix.isComparison, case .symbol(let symbol) = current.kind, symbol.binaryOperator?.isComparison == true
    else { return }
    throw SyntaxFault(
      offset: current.offset, message: "comparisons do not chain", expected: "(a < b) & (b < c)",
      actual: "a second \(quoted(symbol.rawValue))")
  }

  /// Signs before a power: `-x ** 2` is `-(x ** 2)`.
  private mutating func unary() throws(SyntaxFault) -> Expression.StepID {
    guard case .symbol(let symbol) = current.kind, let sign = symbol.unaryOperator else { return try power() }
    let offset = current.offset
    advance()
    let operand = try nested { (parser) throws(SyntaxFault) in try parser.unary() }
    return try emit(.unary(sign, operand), at: offset)
  }

  /// `**` takes a sign on its right and groups from the right: `2 ** -x`, `a ** b ** c` is `a ** (b ** c)`.
  private mutating func power() throws(SyntaxFault) -> Expression.StepID {
    let base = try postfix()
    guard current.is(.doubleStar) else { return base }
    let offset = current.offset
    advance()
    let exponent = try nested { (parser) throws(SyntaxFault) in try parser.unary() }
    return try emit(.binary(.power, base, exponent), at: offset)
  }
}

// MARK: - Tokens and steps

extension ExpressionParser {
  var current: Token { token(index) }
  var following: Token { token(index + 1) }

  /// The token that stands `distance` after the current one.
  func lookahead(_ distance: Int) -> Token { token(index + distance) }

  /// The last token is `.end`; reading on stays there.
  private func token(_ index: Int) -> Token {
    index < tokens.count ? tokens[index] : Token(kind: .end, offset: source.scalars.count)
  }

  mutating func advance() { index = min(index + 1, tokens.count) }

  mutating func expect(_ symbol: Symbol, _ why: String) throws(SyntaxFault) {
    guard current.is(symbol) else { throw unexpected(after: why, expected: quoted(symbol.rawValue)) }
    advance()
  }

  func unexpected(after what: String, expected: String? = nil) -> SyntaxFault {
    SyntaxFault(
      offset: current.offset, message: "unexpected \(current.described) after \(what)", expected: expected,
      actual: current.described)
  }

  /// Runs one level of recursion, counted.
  mutating func nested<Result>(
    _ body: (inout ExpressionParser) throws(SyntaxFault) -> Result
  ) throws(SyntaxFault) -> Result {
    guard depth < limits.depth else {
      throw SyntaxFault(
        offset: current.offset, message: "the expression is nested more than \(limits.depth) levels deep",
        kind: .limitExceeded, expected: "at most \(limits.depth) levels")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Writes down a step that errors will locate at `offset`.
  mutating func emit(_ step: Expression.Step, at offset: Int) throws(SyntaxFault) -> Expression.StepID {
    guard steps.count < limits.steps else {
      throw SyntaxFault(
        offset: offset, message: "the expression has more than \(limits.steps) steps", kind: .limitExceeded,
        expected: "at most \(limits.steps) steps")
    }
    steps.append(step)
    offsets.append(offset)
    return steps.count - 1
  }

  func step(_ id: Expression.StepID) -> Expression.Step { steps[id] }

  /// What a name stands for here: a constant, the step it was assigned, or an input.
  mutating func reference(_ name: String, at offset: Int) throws(SyntaxFault) -> Expression.StepID {
    if let literal = Keywords.literals[name] { return try emit(.literal(literal), at: offset) }
    if let assigned = scope[name] { return assigned }
    if let known = freeNames[name] { return known }
    let step = try emit(.name(name), at: offset)
    freeNames[name] = step
    return step
  }

  /// Whether a name is neither a constant nor assigned before this place.
  func isFree(_ name: String) -> Bool { Keywords.literals[name] == nil && scope[name] == nil }
}

/// Names that are values of their own, in Python's spelling and in JSON's.
enum Keywords {
  static let literals: [String: Literal] = [
    "True": .bool(true), "true": .bool(true), "False": .bool(false), "false": .bool(false),
    "None": .null, "none": .null, "null": .null,
  ]

  /// What may follow a value after a dot without being called; each is a function of the value.
  static let members = ["T", "shape", "size", "ndim"]
}
