/// Atoms and what may follow them: calls, subscripts, attributes.
extension ExpressionParser {
  /// An atom followed by any number of subscripts, `.T` and method calls.
  mutating func postfix() throws(SyntaxFault) -> Expression.StepID {
    var base = try atom()
    while true {
      let offset = current.offset
      switch current.kind {
      case .symbol(.openBracket): base = try subscripted(base)
      case .symbol(.dot): base = try member(of: base)
      case .symbol(.openParenthesis):
        throw SyntaxFault(
          offset: offset, message: "a value cannot be called", expected: "an operator; a product needs \"*\"")
      default: return base
      }
    }
  }

  private mutating func atom() throws(SyntaxFault) -> Expression.StepID {
    let token = current
    switch token.kind {
    case .number(let literal):
      advance()
      return try emit(.literal(literal), at: token.offset)
    case .string(let text):
      advance()
      return try emit(.literal(.string(text)), at: token.offset)
    case .name(let name): return try named(name)
    case .symbol(.openParenthesis): return try parenthesized()
    case .symbol(.openBracket): return try list()
    default: throw missingOperand()
    }
  }

  private func missingOperand() -> SyntaxFault {
    SyntaxFault(
      offset: current.offset, message: "unexpected \(current.described) where a value should begin",
      expected: "a number, a name, a call or a bracket", actual: current.described)
  }

  /// A name, a dotted name or a call.
  private mutating func named(_ name: String) throws(SyntaxFault) -> Expression.StepID {
    let offset = current.offset
    advance()
    if current.is(.openParenthesis) {
      guard isFree(name) else {
        throw SyntaxFault(offset: offset, message: "\(quoted(name)) is a value and cannot be called")
      }
      return try call(name, receiver: nil, at: offset)
    }
    return try reference(isFree(name) ? dotted(name) : name, at: offset)
  }

  /// The name of an input continues over dots, as `dense.kernel` does, up to a member such as `.T` or a method call.
  private mutating func dotted(_ first: String) -> String {
    var name = first
    while current.is(.dot), case .name(let part) = following.kind, !Keywords.members.contains(part), !isCall(after: 2) {
      name += "." + part
      advance()
      advance()
    }
    return name
  }

  private func isCall(after distance: Int) -> Bool { lookahead(distance).is(.openParenthesis) }

  /// `(value)`, `(a, b)`, `(a,)` or `()`.
  private mutating func parenthesized() throws(SyntaxFault) -> Expression.StepID {
    let offset = current.offset
    advance()
    var members: [Expression.StepID] = []
    if !current.is(.closeParenthesis) {
      members.append(try value())
      guard current.is(.comma) else {
        try expect(.closeParenthesis, "a value in parentheses")
        return members[0]
      }
      advance()
    }
    members += try elements(until: .closeParenthesis)
    return try emit(.tuple(members), at: offset)
  }

  private mutating func list() throws(SyntaxFault) -> Expression.StepID {
    let offset = current.offset
    advance()
    return try emit(.list(try elements(until: .closeBracket)), at: offset)
  }

  /// Values with commas between them and perhaps after the last, and the closing bracket.
  private mutating func elements(until closing: Symbol) throws(SyntaxFault) -> [Expression.StepID] {
    var elements: [Expression.StepID] = []
    while !current.is(closing) {
      elements.append(try value())
      guard current.is(.comma) else { break }
      advance()
    }
    try expect(closing, "the elements of a list")
    return elements
  }
}

// MARK: - Calls

extension ExpressionParser {
  /// `.T`, `.shape` and such, or a method call: `x.sum(axis=1)` is `sum(x, axis=1)`.
  private mutating func member(of base: Expression.StepID) throws(SyntaxFault) -> Expression.StepID {
    advance()
    let offset = current.offset
    guard case .name(let name) = current.kind else {
      throw unexpected(after: "\".\"", expected: "\"T\" or the name of an operation")
    }
    advance()
    if current.is(.openParenthesis) { return try methodCall(name, on: base, at: offset) }
    guard Keywords.members.contains(name) else {
      throw SyntaxFault(
        offset: offset, message: "a value has no attribute \(quoted(name))",
        expected: Keywords.members.map(quoted).joined(separator: ", "), actual: abbreviated(name))
    }
    return try emit(.call(name, [base], []), at: offset)
  }

  /// `np.sum(x)` would be a method of an input called `np`: nobody means that.
  private mutating func methodCall(
    _ name: String, on base: Expression.StepID, at offset: Int
  ) throws(SyntaxFault) -> Expression.StepID {
    if case .name(let receiver) = step(base), let module = receiver.split(separator: ".").first.map(String.init),
      ["np", "numpy", "jnp", "tf", "torch", "math"].contains(module)
    {
      throw SyntaxFault(
        offset: offset, message: "operations have no prefix: write \(quoted(name)) without \(quoted(receiver + "."))",
        expected: name, actual: "\(abbreviated(receiver)).\(abbreviated(name))", suggestion: name)
    }
    return try call(name, receiver: base, at: offset)
  }

  private mutating func call(
    _ name: String, receiver: Expression.StepID?, at offset: Int
  ) throws(SyntaxFault) -> Expression.StepID {
    advance()
    var operands = receiver.map { [$0] } ?? []
    var keywords: [Expression.Keyword] = []
    while !current.is(.closeParenthesis) {
      try argument(&operands, &keywords)
      guard current.is(.comma) else { break }
      advance()
    }
    try expect(.closeParenthesis, "the arguments of \(quoted(name))")
    return try emit(.call(name, operands, keywords), at: offset)
  }

  /// `value` or `key=value`; positions come before keywords, and a keyword once.
  private mutating func argument(
    _ operands: inout [Expression.StepID], _ keywords: inout [Expression.Keyword]
  ) throws(SyntaxFault) {
    let offset = current.offset
    guard case .name(let key) = current.kind, following.is(.assign) else {
      guard keywords.isEmpty else {
        throw SyntaxFault(offset: offset, message: "a positional argument after a keyword argument")
      }
      return operands.append(try value())
    }
    guard !keywords.contains(where: { $0.name == key }) else {
      throw SyntaxFault(offset: offset, message: "the keyword \(quoted(key)) is given twice")
    }
    advance()
    advance()
    keywords.append(Expression.Keyword(name: key, value: try value()))
  }
}

// MARK: - Subscripts

extension ExpressionParser {
  private mutating func subscripted(_ base: Expression.StepID) throws(SyntaxFault) -> Expression.StepID {
    let offset = current.offset
    advance()
    var indices = [try index()]
    while current.is(.comma) {
      advance()
      if current.is(.closeBracket) { break }
      indices.append(try index())
    }
    try expect(.closeBracket, "the indices of a subscript")
    return try emit(.subscripted(base, indices), at: offset)
  }

  /// `i`, `start:stop:step` with any part left out, or `...`.
  private mutating func index() throws(SyntaxFault) -> Expression.Index {
    if current.is(.ellipsis) {
      advance()
      return .ellipsis
    }
    if current.is(.closeBracket) {
      throw SyntaxFault(offset: current.offset, message: "a subscript needs an index", expected: "an index or a slice")
    }
    let start = try slicePart()
    guard current.is(.colon) else {
      guard let start else { throw missingOperand() }
      return .at(start)
    }
    advance()
    let stop = try slicePart()
    guard current.is(.colon) else { return .slice(start: start, stop: stop, step: nil) }
    advance()
    return .slice(start: start, stop: stop, step: try slicePart())
  }

  /// A bound of a slice, or nothing before `:`, `,` and `]`.
  private mutating func slicePart() throws(SyntaxFault) -> Expression.StepID? {
    switch current.kind {
    case .symbol(.colon), .symbol(.comma), .symbol(.closeBracket): nil
    default: try value()
    }
  }
}
