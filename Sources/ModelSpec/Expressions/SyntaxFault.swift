/// What the lexer or the parser could not accept, at an offset of the text; becomes a located `SpecError`.
struct SyntaxFault: Error {
  var offset: Int
  var message: String
  var kind: SpecError.Kind = .syntaxError
  var expected: String?
  var actual: String?
  var suggestion: String?

  /// The fault as the caller sees it: line and column first, then the line itself with a caret.
  func located(in source: SourceText, at path: String) -> SpecError {
    SpecError(at: path, self, location: source.location(of: offset))
  }
}

extension SpecError {
  init(at path: String, _ fault: SyntaxFault, location: SourceLocation) {
    self.init(
      fault.kind, at: path, "line \(location.line), column \(location.column): \(fault.message)\n\(location.excerpt)",
      expected: fault.expected, actual: fault.actual, suggestion: fault.suggestion, location: location)
  }
}
