/// Cuts the text of an expression into tokens, as Python's tokenizer would.
///
/// Line ends inside brackets are blanks; outside they are tokens. A comment runs from `#` to the line's end. Each scalar
/// is looked at a bounded number of times.
struct Lexer {
  private let source: SourceText
  private var position = 0
  private var openBrackets = 0
  private var tokens: [Token] = []

  /// The tokens of a text, the last one `.end`.
  static func tokens(of source: SourceText) throws(SyntaxFault) -> [Token] {
    var lexer = Lexer(source: source)
    while try lexer.scanToken() {}
    lexer.append(.end, at: source.scalars.count)
    return lexer.tokens
  }

  private init(source: SourceText) {
    self.source = source
  }

  /// Scans one token or one run of blanks; false at the end of the text.
  private mutating func scanToken() throws(SyntaxFault) -> Bool {
    guard let next = peek() else { return false }
    switch next {
    case " ", "\t", "\r", "\u{C}": position += 1
    case "\n": scanLineEnd()
    case "#": skipComment()
    case "\"", "'": try scanString(quote: next)
    case "0"..."9": try scanNumber()
    case "." where isDigit(peek(1)): try scanNumber()
    case _ where isNameStart(next): scanName()
    default: try scanSymbol()
    }
    return true
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return source.scalars.indices.contains(index) ? source.scalars[index] : nil
  }

  private mutating func append(_ kind: Token.Kind, at offset: Int) {
    tokens.append(Token(kind: kind, offset: offset))
  }

  private mutating func scanLineEnd() {
    if openBrackets == 0 { append(.newline, at: position) }
    position += 1
  }

  private mutating func skipComment() {
    while let next = peek(), next != "\n" { position += 1 }
  }

  private mutating func scanName() {
    let start = position
    while let next = peek(), isNamePart(next) { position += 1 }
    append(.name(source.text(start..<position)), at: start)
  }

  /// A string has no escapes: what stands between the quotes is its value.
  private mutating func scanString(quote: Unicode.Scalar) throws(SyntaxFault) {
    let start = position
    position += 1
    while let next = peek(), next != quote, next != "\n" { position += 1 }
    guard peek() == quote else {
      throw SyntaxFault(offset: start, message: "this string is not closed", expected: "a closing \(quote)")
    }
    append(.string(source.text(start + 1..<position)), at: start)
    position += 1
  }

  private mutating func scanSymbol() throws(SyntaxFault) {
    guard let (symbol, length) = Symbol.longest(peek(), peek(1), peek(2)) else { throw unexpectedCharacter() }
    noteBracket(symbol)
    append(.symbol(symbol), at: position)
    position += length
  }

  private mutating func noteBracket(_ symbol: Symbol) {
    switch symbol {
    case .openParenthesis, .openBracket: openBrackets += 1
    case .closeParenthesis, .closeBracket: openBrackets = max(0, openBrackets - 1)
    default: break
    }
  }

  private func unexpectedCharacter() -> SyntaxFault {
    let found = source.text(position..<position + 1)
    let hints = [
      "^": "**", "!": "logical_not(…)", "{": "(", "}": ")", "−": "-", "×": "*", "·": "*", "÷": "/", "²": "**2",
      "≤": "<=", "≥": ">=", "≠": "!=",
    ]
    let hint = hints[found]
    return SyntaxFault(
      offset: position, message: "unexpected character \(quoted(found))" + didYouMean(hint), actual: found,
      suggestion: hint)
  }
}

extension Lexer {
  /// A number as Python writes it: `1`, `1_000`, `.5`, `5.`, `1e-3`. Integers beyond 64 bits become floats.
  private mutating func scanNumber() throws(SyntaxFault) {
    let start = position
    var isInteger = true
    scanDigits()
    if peek() == ".", peek(1) != "." || peek(2) != "." {
      isInteger = false
      position += 1
      scanDigits()
    }
    if scanExponent() { isInteger = false }
    try refuseTail(from: start)
    append(.number(try literal(start..<position, isInteger: isInteger)), at: start)
  }

  private mutating func scanDigits() {
    while isDigit(peek()) || (peek() == "_" && isDigit(peek(-1)) && isDigit(peek(1))) { position += 1 }
  }

  private mutating func scanExponent() -> Bool {
    guard peek() == "e" || peek() == "E" else { return false }
    let signed = peek(1) == "+" || peek(1) == "-"
    guard isDigit(peek(signed ? 2 : 1)) else { return false }
    position += signed ? 2 : 1
    scanDigits()
    return true
  }

  /// `2x` and `0x1F` are not products and not numbers: say so at the letter.
  private func refuseTail(from start: Int) throws(SyntaxFault) {
    guard let next = peek(), isNameStart(next) else { return }
    throw SyntaxFault(
      offset: position, message: "a number runs into a name; a product needs \"*\"",
      expected: "an operator after \(quoted(source.text(start..<position)))")
  }

  private func literal(_ range: Range<Int>, isInteger: Bool) throws(SyntaxFault) -> Literal {
    let text = source.text(range)
    let digits = text.contains("_") ? text.filter { $0 != "_" } : text
    if isInteger, let value = Int64(digits) { return .int(value) }
    guard let value = Double(digits.hasSuffix(".") ? digits + "0" : digits), value.isFinite else {
      throw SyntaxFault(
        offset: range.lowerBound, message: "the number \(abbreviated(text)) is beyond the range of a float64",
        kind: .badNumber, expected: "a magnitude of at most 1.7976931348623157e308", actual: abbreviated(text))
    }
    return .float(value)
  }
}

private func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
  guard let scalar else { return false }
  return ("0"..."9").contains(scalar)
}

/// Python's rule for the first character of a name.
private func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "_": true
  default: !scalar.isASCII && scalar.properties.isXIDStart
  }
}

/// Python's rule for the characters after the first.
private func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
  isNameStart(scalar) || isDigit(scalar) || (!scalar.isASCII && scalar.properties.isXIDContinue)
}
