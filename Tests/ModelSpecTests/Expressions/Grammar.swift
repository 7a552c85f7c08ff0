@testable import ModelSpec

/// A grammar in EBNF, as the page about expressions has it.
struct Grammar: Sendable {
  indirect enum Rule: Sendable {
    case choice([Rule])
    case sequence([Rule])
    case optional(Rule)
    case repetition(Rule)
    case terminal(String)
    case reference(String)
    /// What stands between question marks.
    case special(String)
  }

  private(set) var rules: [String: Rule] = [:]
  /// The names in the order of the text.
  private(set) var names: [String] = []

  struct Fault: Error { let rest: String }

  init(ebnf text: String) throws {
    var reader = Reader(text)
    while !reader.isAtEnd {
      let name = try reader.name()
      try reader.expect("=")
      rules[name] = try reader.choice()
      names.append(name)
      try reader.expect(";")
    }
  }

  /// Reads the notation, whose words are names, quoted terminals, special sequences and single signs.
  private struct Reader {
    private var words: [String]

    init(_ text: String) {
      let pattern = /'[^']*'|"[^"]*"|\?[^?]*\?|[A-Za-z_]+|[^\s]/
      words = text.matches(of: pattern).map { String($0.output) }.reversed()
    }

    var isAtEnd: Bool { words.isEmpty }

    mutating func name() throws -> String {
      guard let word = words.popLast(), word.first?.isLetter == true else { throw Fault(rest: "\(words.suffix(9))") }
      return word
    }

    mutating func expect(_ sign: String) throws {
      guard words.popLast() == sign else { throw Fault(rest: "\(sign) before \(words.suffix(9))") }
    }

    mutating func choice() throws -> Rule {
      var choices = [try sequence()]
      while words.last == "|" {
        words.removeLast()
        choices.append(try sequence())
      }
      return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws -> Rule {
      var parts = [try part()]
      while words.last == "," {
        words.removeLast()
        parts.append(try part())
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func part() throws -> Rule {
      guard let word = words.popLast() else { throw Fault(rest: "") }
      switch word {
      case "[": return .optional(try closed("]"))
      case "{": return .repetition(try closed("}"))
      case "(": return try closed(")")
      case _ where word.hasPrefix("?"): return .special(word.trimming("? "))
      case _ where word.hasPrefix("'") || word.hasPrefix("\""): return .terminal(String(word.dropFirst().dropLast()))
      default: return .reference(word)
      }
    }

    private mutating func closed(_ sign: String) throws -> Rule {
      let rule = try choice()
      try expect(sign)
      return rule
    }
  }
}

extension String {
  fileprivate func trimming(_ characters: String) -> String {
    String(drop { characters.contains($0) }.reversed().drop { characters.contains($0) }.reversed())
  }
}

// MARK: - Recognizing

extension Grammar {
  /// Whether the whole of the tokens follows from a rule.
  func accepts(_ tokens: [Token], as start: String) -> Bool {
    var recognizer = Recognizer(grammar: self, tokens: tokens)
    return recognizer.ends(of: .reference(start), from: 0).contains(tokens.count)
  }

  /// Finds all places at which a rule can end; each rule is looked at once a place.
  private struct Recognizer {
    let grammar: Grammar
    let tokens: [Token]
    private var known: [String: [Int: Set<Int>]] = [:]

    init(grammar: Grammar, tokens: [Token]) { (self.grammar, self.tokens) = (grammar, tokens) }

    mutating func ends(of rule: Rule, from start: Int) -> Set<Int> {
      switch rule {
      case .choice(let rules): return rules.reduce(into: []) { $0.formUnion(ends(of: $1, from: start)) }
      case .sequence(let rules):
        return rules.reduce([start]) { starts, rule in
          starts.reduce(into: []) { $0.formUnion(ends(of: rule, from: $1)) }
        }
      case .optional(let rule): return ends(of: rule, from: start).union([start])
      case .repetition(let rule): return repeated(rule, from: start)
      case .terminal(let text): return token(start) { $0.text == text }
      case .special(let name): return token(start) { name == "end of line" && $0.kind == .newline }
      case .reference(let name): return ends(ofRule: name, from: start)
      }
    }

    private mutating func repeated(_ rule: Rule, from start: Int) -> Set<Int> {
      var (all, new): (Set<Int>, Set<Int>) = ([start], [start])
      while !new.isEmpty {
        let next: Set<Int> = new.reduce(into: []) { $0.formUnion(ends(of: rule, from: $1)) }
        new = next.subtracting(all)
        all.formUnion(new)
      }
      return all
    }

    private mutating func ends(ofRule name: String, from start: Int) -> Set<Int> {
      if let ends = known[name]?[start] { return ends }
      let ends: Set<Int>
      switch name {
      case "name": ends = token(start) { if case .name = $0.kind { true } else { false } }
      case "number": ends = token(start) { if case .number = $0.kind { true } else { false } }
      case "string": ends = token(start) { if case .string = $0.kind { true } else { false } }
      default: ends = grammar.rules[name].map { self.ends(of: $0, from: start) } ?? []
      }
      known[name, default: [:]][start] = ends
      return ends
    }

    private func token(_ index: Int, _ fits: (Token) -> Bool) -> Set<Int> {
      index < tokens.count && fits(tokens[index]) ? [index + 1] : []
    }
  }
}

extension Token {
  /// The word, where it is a name or a sign.
  fileprivate var text: String? {
    switch kind {
    case .name(let name): name
    case .symbol(let symbol): symbol.rawValue
    default: nil
    }
  }
}

// MARK: - Generating

extension Grammar {
  /// A random sentence of a rule, its words with blanks between them.
  func sentence(of start: String, using generator: inout some RandomNumberGenerator) -> String {
    var budget = 40
    return text(of: .reference(start), &budget, isWord: false, &generator)
  }

  /// Rules whose parts stand without blanks between them.
  private static let words: Set<String> = ["name", "number", "string", "digits"]

  private func text(
    of rule: Rule, _ budget: inout Int, isWord: Bool, _ generator: inout some RandomNumberGenerator
  ) -> String {
    budget -= 1
    switch rule {
    case .choice(let rules):
      // With the budget spent, the last choice is taken: rules end with what is simplest, or recursion ends at optional parts.
      let chosen = budget > 0 ? Int.random(in: 0..<rules.count, using: &generator) : simplest(rules)
      return text(of: rules[chosen], &budget, isWord: isWord, &generator)
    case .sequence(let rules):
      return rules.map { text(of: $0, &budget, isWord: isWord, &generator) }.joined(separator: isWord ? "" : " ")
    case .optional(let rule):
      return budget > 0 && Bool.random(using: &generator) ? text(of: rule, &budget, isWord: isWord, &generator) : ""
    case .repetition(let rule):
      var parts: [String] = []
      while budget > 0, Int.random(in: 0..<3, using: &generator) == 0 {
        parts.append(text(of: rule, &budget, isWord: isWord, &generator))
      }
      return parts.joined(separator: isWord ? "" : " ")
    case .terminal(let terminal): return terminal
    case .special(let name): return Self.example(of: name)
    case .reference(let name):
      guard let rule = rules[name] else { return name }
      return text(of: rule, &budget, isWord: isWord || Self.words.contains(name), &generator)
    }
  }

  /// The first choice without brackets and without recursion: a single name, word or sign.
  private func simplest(_ rules: [Rule]) -> Int {
    let simple = ["input", "number", "power"]
    return rules.firstIndex { if case .reference(let name) = $0 { simple.contains(name) } else { false } } ?? 0
  }

  private static func example(of special: String) -> String {
    switch special {
    case "end of line": "\n"
    case "XID_Start": "ä"
    case "XID_Continue": "\u{301}"
    default: "z"
    }
  }
}
