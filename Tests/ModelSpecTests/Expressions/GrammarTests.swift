import Foundation
import JSON
import Testing

@testable import ModelSpec

/// The page about expressions agrees with the parser: its grammar, and every example.
@Suite struct GrammarTests {
  static let page = (try? String(contentsOf: repository.appending(path: "docs/expressions.md"), encoding: .utf8)) ?? ""
  private static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// The text of the first block of code in a language.
  static func block(_ language: String) -> String {
    guard let start = page.range(of: "```\(language)\n") else { return "" }
    return String(page[start.upperBound...].prefix { $0 != "`" })
  }

  static let grammar = Result { try Grammar(ebnf: block("ebnf")) }

  /// What the page says of sentences of the grammar that are errors all the same.
  static let constraints = [
    "is given twice", "a positional argument after a keyword", "is a constant and cannot be assigned",
    "is a value and cannot be called", "the value of this statement is not used", "the result is an empty tuple",
    "beyond the range of a float64", "operations have no prefix",
  ]

  @Test func everyRuleIsDefined() throws {
    let grammar = try Self.grammar.get()
    #expect(grammar.names.first == "expression")
    #expect(Set(grammar.references).isSubset(of: grammar.names))
  }

  @Test(arguments: 0..<20) func theParserTakesWhatTheGrammarGives(seed: UInt64) throws {
    let grammar = try Self.grammar.get()
    var generator = FuzzTests.Generator(state: seed)
    var accepted = 0
    for _ in 0..<200 {
      let text = grammar.sentence(of: "expression", using: &generator)
      accepted += try isAccepted(text) ? 1 : 0
      let tokens = try? Lexer.tokens(of: SourceText(text)).dropLast()
      #expect(tokens == nil || grammar.accepts(Array(tokens ?? []), as: "expression"), "\(text)")
    }
    #expect(accepted > 20)
  }

  /// Formulas with words left out, doubled or exchanged: the parser takes them exactly where they follow from the grammar.
  @Test(arguments: 0..<20) func theParserTakesNothingElse(seed: UInt64) throws {
    let grammar = try Self.grammar.get()
    var generator = FuzzTests.Generator(state: seed)
    for reference in NumPyReferenceTests.cases.shuffled(using: &generator).prefix(60) {
      let text = changed(reference.expression, &generator)
      guard let tokens = try? Lexer.tokens(of: SourceText(text)).dropLast() else { continue }
      guard grammar.accepts(Array(tokens), as: "expression") else {
        #expect(throws: SpecError.self, "\(text)") { try Expression(parsing: text) }
        continue
      }
      _ = try isAccepted(text)
    }
  }

  @Test(arguments: NumPyReferenceTests.cases)
  func formulasFollowFromTheGrammar(reference: NumPyReferenceTests.Case) throws {
    let tokens = try Lexer.tokens(of: SourceText(reference.expression)).dropLast()
    #expect(try Self.grammar.get().accepts(Array(tokens), as: "expression"))
  }

  /// Whether the parser takes a sentence of the grammar; where it does not, the error must be one that the page tells of.
  private func isAccepted(_ text: String) throws -> Bool {
    do {
      _ = try Expression(parsing: text)
      return true
    } catch {
      #expect(Self.constraints.contains { error.message.contains($0) }, "\(text): \(error.message)")
      return false
    }
  }

  private func changed(_ text: String, _ generator: inout FuzzTests.Generator) -> String {
    var words = text.matches(of: /\d[\d._e]*|\w+|\*\*|\/\/|[<>=!]=|\.\.\.|'[^']*'|\S/).map { String($0.output) }
    for _ in 0..<Int.random(in: 1...2, using: &generator) where !words.isEmpty {
      let place = Int.random(in: 0..<words.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: words.remove(at: place)
      case 1: words.insert(words[place], at: place)
      case 2: words.swapAt(place, Int.random(in: 0..<words.count, using: &generator))
      default: words[place] = FuzzTests.words.randomElement(using: &generator) ?? "+"
      }
    }
    return words.joined(separator: " ")
  }
}

// MARK: - Examples

extension GrammarTests {
  /// A row of the page's table: a formula and its value, for the inputs that stand above it.
  struct Example: CustomTestStringConvertible, Sendable {
    let formula: String
    let value: String
    var testDescription: String { formula }
  }

  static let examples: [Example] = page.matches(of: /(?m)^\| `([^`]+)` \| `([^`]+)` \|$/).map {
    Example(formula: String($0.output.1).replacing("\\|", with: "|"), value: String($0.output.2))
  }

  @Test func examplesAreThere() { #expect(Self.examples.count >= 20) }

  @Test(arguments: examples) func exampleHolds(example: Example) throws {
    let formula = try #require(String(data: JSONEncoder().encode(example.formula), encoding: .utf8))
    let request = try Request(#"{"expression": \#(formula), "inputs": \#(Self.block("json"))}"#)
    let wanted = try JSONDocument(parsing: Array("[\(example.value)]".utf8)).root.elements.map(Array.init) ?? []
    let found = try request.outputs()
    #expect(found.count == wanted.count)
    for (tensor, value) in zip(found, wanted) {
      #expect(tensor.doubles == (try value.scalars(of: Double.self)), "\(tensor.doubles ?? [])")
    }
  }

  @Test func theErrorIsAsShown() throws {
    let error = try #require(throws: SpecError.self) { try Expression(parsing: "a = x\nb = a +* 2\nb") }
    #expect(Self.page.contains("```\n\(error.message)\n```"))
  }

  @Test func theFirstExampleIsAFunction() throws {
    let expression = try Expression(parsing: Self.block(""))
    #expect(expression.inputs.map(\.name) == ["x", "w", "b", "targets"])
  }
}

extension Grammar {
  /// All names that rules refer to.
  fileprivate var references: [String] { rules.values.flatMap(\.references) }
}

extension Grammar.Rule {
  fileprivate var references: [String] {
    switch self {
    case .choice(let rules), .sequence(let rules): rules.flatMap(\.references)
    case .optional(let rule), .repetition(let rule): rule.references
    case .reference(let name): [name]
    case .terminal, .special: []
    }
  }
}
