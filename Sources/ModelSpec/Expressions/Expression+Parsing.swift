extension Expression {
  /// Parses a formula.
  ///
  /// - Parameters:
  ///   - text: statements separated by `;` or line ends; the last one is the result.
  ///   - path: where the text stood in the request, for errors.
  /// - Throws: `SpecError` of kind `syntax_error`, `bad_number` or `limit_exceeded`, with line, column and caret.
  /// - Complexity: O(length of the text).
  public init(
    parsing text: String, at path: String = "params.expression", limits: ExpressionLimits = ExpressionLimits()
  ) throws(SpecError) {
    guard text.utf8.count <= limits.length else {
      throw SpecError(
        .limitExceeded, at: path, "the expression is longer than \(limits.length) bytes",
        expected: "at most \(limits.length) bytes", actual: "\(text.utf8.count) bytes")
    }
    let source = SourceText(text)
    do {
      var parser = try ExpressionParser(source: source, limits: limits)
      self = try parser.expression()
      inputs = namedInputs()
    } catch {
      throw error.located(in: source, at: path)
    }
  }
}
