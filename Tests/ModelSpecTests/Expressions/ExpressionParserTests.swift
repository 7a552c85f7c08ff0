import Testing

@testable import ModelSpec

@Suite struct ExpressionParserTests {
  static let groupings: [(String, String)] = [
    // Numbers
    ("1", "1"),
    ("1.5", "1.5"),
    (".5", "0.5"),
    ("5.", "5.0"),
    ("1e-3", "0.001"),
    ("1E5", "100000.0"),
    ("2.e+1", "20.0"),
    ("1_000", "1000"),
    ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9.223372036854775808e+18".asDouble),
    ("1e-400", "0.0"),
    // Precedence
    ("a + b * c", "(+ a (* b c))"),
    ("a * b + c", "(+ (* a b) c)"),
    ("a - b - c", "(- (- a b) c)"),
    ("a / b / c", "(/ (/ a b) c)"),
    ("a // b % c", "(% (// a b) c)"),
    ("a @ b * c", "(* (@ a b) c)"),
    ("a * b @ c", "(@ (* a b) c)"),
    ("(a + b) * c", "(* (+ a b) c)"),
    ("-x ** 2", "(- (** x 2))"),
    ("2 ** -x", "(** 2 (- x))"),
    ("-2 ** -x ** 2", "(- (** 2 (- (** x 2))))"),
    ("a ** b ** c", "(** a (** b c))"),
    ("(a ** b) ** c", "(** (** a b) c)"),
    ("-a * b", "(* (- a) b)"),
    ("a * -b", "(* a (- b))"),
    ("a - -b", "(- a (- b))"),
    ("+-+a", "(+ (- (+ a)))"),
    ("a + b < c * d", "(< (+ a b) (* c d))"),
    ("a < b | c", "(< a (| b c))"),
    ("(a < b) & (c >= d)", "(& (< a b) (>= c d))"),
    ("a | b & c + d", "(| a (& b (+ c d)))"),
    ("a == b", "(== a b)"),
    ("a != b", "(!= a b)"),
    ("~a & b", "(& (~ a) b)"),
    ("x ** 2[0]", "(** x (at 2 0))"),
    ("-x[0]", "(- (at x 0))"),
    ("x.T @ y.T", "(@ (T x) (T y))"),
    // Calls
    ("tanh(x)", "(tanh x)"),
    ("tanh(x) ** 2", "(** (tanh x) 2)"),
    ("sum(x, axis=1, keepdims=true)", "(sum x axis=1 keepdims=true)"),
    ("sum(x, axis=None, keepdims=True)", "(sum x axis=null keepdims=true)"),
    ("sum(x, axis=(0, -1))", "(sum x axis={0 (- 1)})"),
    ("concatenate([a, b], axis=-1)", "(concatenate [a b] axis=(- 1))"),
    ("concatenate([a, b,],)", "(concatenate [a b])"),
    ("einsum('ij,jk->ik', a, b)", "(einsum 'ij,jk->ik' a b)"),
    ("einsum(\"ii\", a)", "(einsum 'ii' a)"),
    ("norm(x, ord=\"inf\")", "(norm x ord='inf')"),
    ("f()", "(f)"),
    ("x.sum(axis=0)", "(sum x axis=0)"),
    ("(a + b).mean().T", "(T (mean (+ a b)))"),
    ("x.reshape(2, -1)", "(reshape x 2 (- 1))"),
    ("sum((x @ w + b - targets) ** 2)", "(sum (** (- (+ (@ x w) b) targets) 2))"),
    // Names
    ("x @ dense.kernel + dense.bias", "(+ (@ x dense.kernel) dense.bias)"),
    ("dense.kernel.T", "(T dense.kernel)"),
    ("sum(x) / x.shape[0]", "(/ (sum x) (at (shape x) 0))"),
    ("(a * b).size", "(size (* a b))"),
    ("dense.kernel.sum()", "(sum dense.kernel)"),
    ("θ_1 * λ", "(* θ_1 λ)"),
    ("sum + sum(x)", "(+ sum (sum x))"),
    // Subscripts
    ("x[0]", "(at x 0)"),
    ("x[-1]", "(at x (- 1))"),
    ("x[:, 1:3]", "(at x _:_:_ 1:3:_)"),
    ("x[..., -1]", "(at x ... (- 1))"),
    ("x[None, :]", "(at x null _:_:_)"),
    ("x[::2]", "(at x _:_:2)"),
    ("x[::-1]", "(at x _:_:(- 1))"),
    ("x[1::2, :5:]", "(at x 1:_:2 _:5:_)"),
    ("x[[0, 2]]", "(at x [0 2])"),
    ("x[i + 1][j]", "(at (at x (+ i 1)) j)"),
    ("x[0,]", "(at x 0)"),
    // Statements
    ("h = tanh(x); h * h", "(* (tanh x) (tanh x))"),
    ("h = x\nh + 1", "(+ x 1)"),
    ("h = x + 1\nh = h * 2\nh", "(* (+ x 1) 2)"),
    ("\n\n a = x ;; \n a + a;\n", "(+ x x)"),
    ("y = x ** 2", "(** x 2)"),
    ("(a, b)", "{a b}"),
    ("(a,)", "{a}"),
    ("a, b * 2", "{a (* b 2)}"),
    ("t = (a, b); t", "{a b}"),
    ("(a + b)", "(+ a b)"),
    ("sum(\n  x,\n  axis=0\n)", "(sum x axis=0)"),
    ("(x # the input\n + 1) # done", "(+ x 1)"),
    ("# only the last line counts\r\nx\r\n", "x"),
    ("x = x + 1; x", "(+ x 1)"),
  ]

  @Test(arguments: groupings) func grouping(text: String, expected: String) throws {
    #expect(try Expression(parsing: text).grouping == expected)
  }

  /// Text, line, column, a part of the message, and the caret under the last line of the excerpt.
  static let faults: [(String, Int, Int, String)] = [
    ("", 1, 1, "the expression is empty"),
    (" ; \n", 2, 1, "the expression is empty"),
    ("a = 1; ()", 1, 8, "the result is an empty tuple"),
    ("x + * y", 1, 5, "unexpected \"*\" where a value should begin"),
    ("x +", 1, 4, "unexpected the end of the expression where a value should begin"),
    ("(x + 1", 1, 7, "unexpected the end of the expression after a value in parentheses"),
    ("x + 1)", 1, 6, "unexpected \")\" after a complete value"),
    ("sum(x", 1, 6, "unexpected the end of the expression after the arguments of \"sum\""),
    ("[a, b", 1, 6, "unexpected the end of the expression after the elements of a list"),
    ("x[1", 1, 4, "unexpected the end of the expression after the indices of a subscript"),
    ("x[]", 1, 3, "a subscript needs an index"),
    ("x[1, , 2]", 1, 6, "where a value should begin"),
    ("x[(1]", 1, 5, "unexpected \"]\" after a value in parentheses"),
    ("x y", 1, 3, "unexpected \"y\" after a complete value"),
    ("2x", 1, 2, "a number runs into a name"),
    ("0x1F", 1, 2, "a number runs into a name"),
    ("1__0", 1, 2, "a number runs into a name"),
    ("x ^ 2", 1, 3, "unexpected character \"^\"; did you mean \"**\"?"),
    ("x − y", 1, 3, "did you mean \"-\"?"),
    ("!x", 1, 1, "did you mean \"logical_not(…)\"?"),
    ("x $ y", 1, 3, "unexpected character \"$\""),
    ("a = 1\nb = a +\nb", 2, 8, "unexpected the end of the line where a value should begin"),
    ("a\n+ b", 1, 1, "the value of this statement is not used"),
    ("a = x\n\n  a + ?", 3, 7, "unexpected character \"?\""),
    ("a < b < c", 1, 7, "comparisons do not chain"),
    ("True = x", 1, 1, "\"True\" is a constant and cannot be assigned"),
    ("a, b = x", 1, 6, "unexpected \"=\" after a complete value"),
    ("f(a=1, 2)", 1, 8, "a positional argument after a keyword argument"),
    ("f(x, axis=1, axis=2)", 1, 14, "the keyword \"axis\" is given twice"),
    ("f(x)(y)", 1, 5, "a value cannot be called"),
    ("2(x)", 1, 2, "a value cannot be called"),
    ("h = x; h(2)", 1, 8, "\"h\" is a value and cannot be called"),
    ("np.sum(x)", 1, 4, "write \"sum\" without \"np.\""),
    ("np.linalg.norm(x)", 1, 11, "write \"norm\" without \"np.linalg.\""),
    ("sum(x).real", 1, 8, "a value has no attribute \"real\""),
    ("x.", 1, 3, "unexpected the end of the expression after \".\""),
    ("'abc", 1, 1, "this string is not closed"),
    ("'a\nb'", 1, 1, "this string is not closed"),
    ("a if b else c", 1, 3, "unexpected \"if\" after a complete value"),
    ("lambda x: x", 1, 8, "unexpected \"x\" after a complete value"),
    ("...", 1, 1, "unexpected \"...\" where a value should begin"),
    ("x[...:1]", 1, 6, "unexpected \":\" after the indices of a subscript"),
  ]

  @Test(arguments: faults) func fault(text: String, line: Int, column: Int, message: String) throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: text) }
    #expect(error.kind == .syntaxError)
    #expect(error.path == "params.expression")
    #expect(error.message.contains(message))
    #expect(error.message.hasPrefix("line \(line), column \(column): "))
    #expect(error.location?.line == line)
    #expect(error.location?.column == column)
    let caret = try #require(error.message.split(separator: "\n", omittingEmptySubsequences: false).last)
    #expect(caret == String(repeating: " ", count: column - 1) + "^")
  }

  @Test func excerptShowsTheLine() throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: "a = x\nb = a +* 2\nb") }
    #expect(
      error.message == """
        line 2, column 8: unexpected "*" where a value should begin
        b = a +* 2
               ^
        """)
    #expect(error.expected == "a number, a name, a call or a bracket")
    #expect(error.actual == "\"*\"")
  }

  @Test func excerptOfALongLineIsCut() throws {
    let text = String(repeating: "a + ", count: 100) + "?" + String(repeating: " + a", count: 100)
    let error = try #require(throws: SpecError.self) { try Expression(parsing: text) }
    let lines = try #require(error.location?.excerpt.split(separator: "\n"))
    #expect(lines[0].count == 122)
    #expect(Array(lines[0])[lines[1].count - 1] == "?")
    #expect(error.location?.column == 401)
  }

  @Test func excerptKeepsTabsUnderTabs() throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: "\tx\t?") }
    #expect(error.location?.excerpt == "\tx\t?\n\t \t^")
  }

  /// Columns count scalars; the caret stands where a terminal shows the place.
  @Test(arguments: [
    ("変数 + ?", 6, 7), ("e\u{301} + ?", 6, 4), ("ｘ + ?", 5, 5), ("한글 = 1; 한글 ?", 12, 15), ("ñ + ?", 5, 4),
    ("x + 😀", 5, 4),
    ("x\u{200D} ?", 4, 2),
  ])
  func caretStandsUnderWideAndCombinedLetters(text: String, column: Int, blanks: Int) throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: text) }
    #expect(error.location?.column == column)
    #expect(error.location?.excerpt == text + "\n" + String(repeating: " ", count: blanks) + "^")
  }

  @Test func numberBeyondFloat64() throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: "x * 1e400") }
    #expect(error.kind == .badNumber)
    #expect(error.location?.column == 5)
  }
}

@Suite struct ExpressionLimitTests {
  static let bombs: [String] = [
    String(repeating: "(", count: 30_000) + "x" + String(repeating: ")", count: 30_000),
    String(repeating: "[", count: 60_000),
    String(repeating: "-", count: 60_000) + "x",
    "x" + String(repeating: "**x", count: 20_000),
    String(repeating: "f(", count: 30_000),
    String(repeating: "x[", count: 30_000),
    String(repeating: "1<1|1&1+1*-(", count: 5_000),
    String(repeating: "x+", count: 30_000) + "x",
    String(repeating: " ", count: 100_000),
  ]

  @Test(arguments: bombs) func bomb(text: String) throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: text) }
    #expect(error.kind == .limitExceeded)
    #expect(error.message.count < 400)
  }

  @Test func deepestAcceptedNesting() throws {
    let limits = ExpressionLimits(depth: 100)
    let text = String(repeating: "(", count: 99) + "x" + String(repeating: ")", count: 99)
    #expect(try Expression(parsing: text, limits: limits).grouping == "x")
    #expect(throws: SpecError.self) { try Expression(parsing: "(\(text))", limits: limits) }
  }

  @Test func longChainsNeedNoDepth() throws {
    let text = "x" + String(repeating: " + x", count: 5_000)
    #expect(try Expression(parsing: text).steps.count == 5_001)
  }
}

@Suite struct ExpressionIdentityTests {
  @Test func spacingDoesNotCount() throws {
    let a = try Expression(parsing: "h = x*2 ; h + 1")
    let b = try Expression(parsing: "k = x * 2\nk + 1  # the same")
    #expect(a == b)
    #expect(Set([a, b]).count == 1)
  }

  @Test(arguments: [("x * 0.0", "x * -0.0"), ("x * 2", "x * 2.0"), ("x", "(x,)"), ("x", "y"), ("x, y", "y, x")])
  func differentFunctions(a: String, b: String) throws {
    #expect(try Expression(parsing: a) != Expression(parsing: b))
  }

  @Test func freeNamesInOrderOfAppearance() throws {
    let expression = try Expression(parsing: "h = x @ w + b; sum((h - targets) ** 2) + h + x")
    #expect(expression.inputs.map(\.name) == ["x", "w", "b", "targets"])
  }
}

extension String {
  /// A decimal literal as Swift prints the double.
  fileprivate var asDouble: String { Double(self).map { "\($0)" } ?? self }
}
