import JSON
import Testing

@Suite struct JSONErrorTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let reason: JSONError.Reason
    let offset: Int
    var line = 1
    var column: Int
    var testDescription: String { text }

    init(_ text: String, _ reason: JSONError.Reason, _ offset: Int, line: Int = 1, column: Int? = nil) {
      (self.text, self.reason, self.offset, self.line) = (text, reason, offset, line)
      self.column = column ?? offset + 1
    }
  }

  @Test(arguments: [
    Row("", .empty, 0), Row("  ", .empty, 2),
    Row("[1, 2", .expectedCommaOrBracket, 5), Row("[1 2]", .expectedCommaOrBracket, 3),
    Row("{\"a\": 1", .expectedCommaOrBrace, 7), Row("{\"a\": 1 \"b\": 2}", .expectedCommaOrBrace, 8),
    Row("{\"a\" 1}", .expectedColon, 5), Row("{a: 1}", .expectedKey, 1), Row("{\"a\": 1,}", .expectedKey, 8),
    Row("[1,]", .expectedValue, 3), Row("{\"a\":\n  }", .expectedValue, 8, line: 2, column: 3),
    Row("[1] x", .trailingContent, 4), Row("1 2", .trailingContent, 2),
    Row("[1, 01]", .badNumber, 4), Row("[1.]", .badNumber, 1), Row("-", .badNumber, 0), Row("[+1]", .expectedValue, 1),
    Row("[tru]", .badLiteral, 1), Row("[1, nul]", .badLiteral, 4), Row("NaN", .expectedValue, 0),
    Row("[\"é\", \"\\x\"]", .badEscape, 8, column: 8), Row("\"\\uD800\"", .loneSurrogate, 1),
    Row("[\"ab", .unclosedString, 1), Row("[1,\n\"a\tb\"]", .controlCharacter, 6, line: 2, column: 3),
  ])
  func placesTheFault(_ row: Row) throws {
    let error = try #require(throws: JSONError.self) { try JSONDocument(row.text) }
    #expect(error.reason == row.reason)
    #expect(error.offset == row.offset)
    #expect(error.line == row.line)
    #expect(error.column == row.column)
  }

  @Test func placesBadUTF8() throws {
    let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: latin1("[\"a\u{C3}\u{28}\"]")) }
    #expect(error.reason == .badUTF8)
    #expect(error.offset == 3)
  }

  @Test func saysWhereInWords() throws {
    let error = try #require(throws: JSONError.self) { try JSONDocument("{\n  \"a\": }") }
    #expect(error.description == "expected a value at line 2, column 8")
  }

  @Test(arguments: ["[", "{\"\":", "[{\"\":"])
  func refusesDeepNestingWithoutRecursion(_ unit: String) throws {
    let error = try #require(throws: JSONError.self) { try JSONDocument(String(repeating: unit, count: 100_000)) }
    #expect(error.reason == .tooDeep)
    #expect(error.isLimit)
  }

  @Test func takesNestingUpToTheLimit() throws {
    let limits = JSONDocument.Limits(depth: 3)
    #expect(throws: Never.self) { try JSONDocument("[[[1]], {\"a\": []}]", limits: limits) }
    #expect(throws: JSONError.self) { try JSONDocument("[[[[1]]]]", limits: limits) }
    #expect(throws: JSONError.self) { try JSONDocument("[[[{}]]]", limits: limits) }
  }

  @Test func takesValuesUpToTheLimit() throws {
    let limits = JSONDocument.Limits(values: 4)
    #expect(throws: Never.self) { try JSONDocument("[true, [1, 2, 3, 4, 5, 6], null]", limits: limits) }
    let error = try #require(throws: JSONError.self) { try JSONDocument("[true, false, true, null]", limits: limits) }
    #expect(error.reason == .tooManyValues)
  }
}
