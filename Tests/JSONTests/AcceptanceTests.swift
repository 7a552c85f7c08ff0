import Testing

@testable import JSON

/// What is JSON and what is not: RFC 8259, in the order of its sections.
@Suite struct AcceptanceTests {
  @Test(arguments: [
    // Section 2: whitespace, structural characters; any value may be a text
    "[]", "{}", "[ ]", "{ }", " [] ", "\t\n\r [1\n,\r2]\t", "[[]   ]", "[\"\"]", "true", "false", "null", "42", "-0.1",
    "\"asd\"", "\"\"", "\n\"x\"", "[[]]", "[{}]", "{\"a\":[]}", "[null, 1, \"1\", {}]", "[1,null,null,null,2]",
    "[null]", "[false]", "[true]",
    // Section 4: objects
    "{\"asd\":\"sdf\"}", "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"b\",\"a\":\"b\"}",
    "{\"\":0}", "{\"foo\\u0000bar\": 42}", "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }", "{\n\"a\": \"b\"\n}",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
    "{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430 \\u0417\\u0435\\u043c\\u043b\\u0435\\u043a\\u043e\\u043f\\u0430\" }",
    // Section 6: numbers
    "[123e65]", "[0e+1]", "[0e1]", "[ 4]", "[-0.000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]", "[-0]", "[-123]", "[-1]", "[1E22]", "[1E-2]", "[1E+2]", "[123e45]", "[123.456e78]", "[1e-2]", "[1e+2]",
    "[123]", "[123.456789]", "[0]", "[0.0]", "0", "-0", "[1e400]", "[-1e-400]", "[1e99999999999999999999]",
    "[\(String(repeating: "9", count: 400))]", "[0.\(String(repeating: "0", count: 400))1]",
    "[100000000000000000000]", "[18446744073709551616]",
    // Section 7: strings
    "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]", "[\"\\\"\"]", "[\"a/*b*/c/*d//e\"]", "[\"\\\\a\"]",
    "[\"\\\\n\"]",
    "[\"\\u0012\"]", "[\"\\uFFFF\"]", "[\"asd\"]", "[ \"asd\"]", "[\"\\uDBFF\\uDFFF\"]", "[\"new\\u00A0line\"]",
    "[\"\u{10FFFF}\"]", "[\"\u{FFFF}\"]", "[\"\\u0000\"]", "[\"\\u002c\"]", "[\"π\"]", "[\"𛿿\"]", "[\"asd \"]", "\" \"",
    "[\"\\uD834\\uDd1e\"]", "[\"\\u0821\"]", "[\"\\u0123\"]", "[\"\u{2028}\"]", "[\"\u{2029}\"]",
    "[\"\\u0061\\u30af\\u30EA\\u30b9\"]",
    "[\"new\\u000Aline\"]", "[\"\u{7F}\"]", "[\"\\uA66D\"]", "[\"\\u005C\"]", "[\"⍂㈴⍂\"]", "[\"\\u200B\"]",
    "[\"\\u2064\"]",
    "[\"\\uFDD0\"]", "[\"\\uFFFE\"]", "[\"\\u0022\"]", "[\"€𝄞\"]", "[\"aa\u{7F}a\"]",
  ])
  func accepts(_ text: String) throws {
    let document = try JSONDocument(text)
    let trimmed = text.trimmingJSONWhitespace()
    #expect(String(decoding: document.root.rawText, as: UTF8.self) == trimmed)
  }

  @Test(arguments: [
    // Structure
    "", " ", "[", "]", "[[]", "[]]", "[1,]", "[1,,2]", "[,1]", "[\"\",]", "[\"x\"", "[\"x\"]]", "[1:2]", "[x", "[3[4]]",
    "[\"a\",\n4\n,", "[1,\n1\n,1", "[*]", "[1,,]", "[,]", "[-", "[\"\"", "[{}", "[]{}", "[][]", "{}{}", "{}#", "[]e",
    "[}",
    "{]", "{\"a\":[}", "1]", "1,2", "1 2", "[1 000.0]", "[1 true]", "[\"a\" \"b\"]", "[\"a\"\"b\"]", "[1\"a\"]",
    "[\"a\"1]",
    "[truetrue]", "[true\"x\"]", "[\u{0C}]", "[\u{2060}]", "\u{FEFF}[]", "\u{FEFF}", "*", "<.>", "[<null>]", "//",
    "[1]//", "/**/",
    "[1/**/]", "{\"a\":/*c*/1}", "\u{A0}[]", "å", "[\u{1F}]", "[\n", "[\"", "[1", "[\"a", "{", "{\"", "{\"a", "{\"a\"",
    "{\"a\":",
    "{\"a\":\"a", "{\"a\":1", "{\"a\":1,", "[a", "[\"asd]", "\"", "\"\\", "'", "#", "\\", "\\\"", "\\\"\"", "[\\\"a\"]",
    "[\"a\\\"]",
    "123\0", "\0", "[\0]", "[1,\0]", "aé", "[a,", "[\\", "\u{1B}", "[][", "[[[[", "}", ",", ":",
    // Literals
    "nul", "nulll", "tru", "truf", "fals", "falsy", "[nul]", "[tru]", "[fals]", "True", "NULL", "None", "undefined",
    "[True]",
    "[nan]", "NaN", "[NaN]", "Infinity", "[Infinity]", "[-Infinity]", "[-NaN]", "[Inf]", "[+Inf]", "[-nan]",
    // Objects
    "{\"a\"}", "{\"a\":}", "{:\"b\"}", "{\"a\" \"b\"}", "{a:1}", "{'a':0}", "{1:1}", "{9999E9999:1}", "{null:null}",
    "{\"a\":1,}",
    "{,}", "{\"a\":1,,}", "{\"a\"::1}", "{\"a\",1}", "{\"a\":1 \"b\":2}", "{[]:1}", "{\"a\":1}}", "{\"id\":0,,,,,}",
    "{\"x\", null}",
    "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}//", "{\"a\":\"b\"}#", "{\"a\":\"b\"}#{}", "{\"a\" b}", "{key: 'value'}",
    "{true}", "{[", "{\"a\":1]",
    // Numbers
    "[+1]", "[++1234]", "[-]", "[--1]", "[-01]", "[01]", "[012]", "[-012]", "00", "[.5]", "[.2e-3]", "[-.5]", "[1.]",
    "[-2.]", "[2.e3]", "[2.e+3]",
    "[2.e-3]", "[0.e1]", "[0.1.2]", "[1.0e]", "[1.0e+]", "[1.0e-]", "[1e]", "[1eE2]", "[0E]", "[0E+]", "[0e]", "[0e+]",
    "[0.3e]", "[0.3e+]",
    "[9.e+]", "[1e1.5]", "[1+2]", "[1-2]", "[0x1]", "[0x42]", "[1a]", "[-1x]", "[1.2a-3]", "[1.8011670033376514H-308]",
    "[1ea]", "[- 1]", "[-foo]",
    "[1_000]", "[-1.0.]", "[-a]", "[１]", "2.", ".5", "-", "+0", "1e", "-0x1", "[0 1]", "[1,-]", "[1,2.]", "[1,2,0123]",
    // Strings
    "[\"\\x00\"]", "[\"\\a\"]", "[\"\\uqqqq\"]", "[\"\\u00A\"]", "[\"\\u\"]", "[\"\\u00\"]", "[\"\\U0041\"]",
    "[\"\\ \"]", "[\"\\'\"]", "[\"\\🌀\"]",
    "[\"\\\"", "[\"\\\\\\\"]", "[\"\\uD834\\\"]", "[\"\\uD800\"]", "[\"\\uD800\\u\"]", "[\"\\uD800\\u1\"]",
    "[\"\\uD800\\u1x\"]", "[\"\\uD800\\uD800\"]",
    "[\"\\uDC00\"]", "[\"\\uD800x\"]", "[\"\\uD800\\n\"]", "[\"\n\"]", "[\"\t\"]", "[\"a\0a\"]", "[\"\u{1F}\"]",
    "[\"\\\n\"]", "['a']", "\"a\"b", "[\"a\"b]",
    "\"a\"1", "\\u0020", "[\\u0020\"asd\"]", "[\\n]", "['single quote']", "[\"\\u002G\"]", "[\"\\u{41}\"]", "abc",
    "\"\\u12\"", "[\u{201C}a\u{201D}]",
  ])
  func rejects(_ text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(text) }
  }

  @Test(arguments: [
    "[\"\u{FF}\"]", "[\u{FF}]", "\u{E5}", "[\"\u{80}\"]", "[\"\u{C0}\u{AF}\"]", "[\"\u{E0}\u{80}\u{AF}\"]",
    "[\"\u{ED}\u{A0}\u{80}\"]",
    "[\"\u{F4}\u{90}\u{80}\u{80}\"]", "[\"\u{F0}\u{80}\u{80}\u{AF}\"]", "[\"\u{C3}\"]", "[\"\u{E2}\u{82}\"]",
    "\"\u{F0}\u{9F}", "[1\u{E5}]", "[1e1\u{E5}]",
    "[\"\\u\u{E5}\"]", "[\"\\\u{E5}\"]", "{\"\u{B9}\":\"0\",}", "[a\u{E5}]", "[\u{E5}", "\u{FF}\u{FE}[\0\"\0]\0",
    "\u{EF}\u{BB}{}", "\u{EF}",
  ])
  func rejectsBytesThatAreNotUTF8(_ text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(parsing: latin1(text)) }
  }

  /// No prefix of a container is JSON, and none leads the parser astray.
  @Test func rejectsEveryPrefix() throws {
    let text = Array(#"{"a": [1, -2.5e+3, "x\u00e9\ud83d\ude39"], "é": {"b": [true, null, [[]], {}]}}"#.utf8)
    for length in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.prefix(length))) }
    }
    #expect(throws: Never.self) { try JSONDocument(parsing: text) }
  }

  /// Any change of a byte gives a document or an error, and never more than the text.
  @Test func survivesRandomBytes() {
    var random = SeededGenerator(seed: 7)
    let text = Array(
      #"{"a": [1, -2.5e+3, "x\u00e9\ud83d\ude39"], "b": [[1, 2], [3, 4]], "c": [true, null, "NaN"]}"#.utf8)
    for _ in 0..<20_000 {
      var changed = text
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let bytes = Array("[]{},:\"\\u0 1-+.eE\u{1F}\u{80}\u{FF}tn".utf8)
        changed[Int.random(in: 0..<text.count, using: &random)] = bytes.randomElement(using: &random) ?? 0
      }
      if let document = try? JSONDocument(parsing: changed) {
        #expect(document.root.range.upperBound <= changed.count)
        visit(document.root)
      }
    }
  }

  /// Asks everything of a value and of those in it.
  private func visit(_ value: JSONValue) {
    _ = (value.string, value.double, value.int64, value.path, value.firstDuplicateKey)
    _ = try? value.scalars(of: Float.self)
    for element in value.elements.map({ Array($0) }) ?? [] { visit(element) }
    for member in value.members.map({ Array($0) }) ?? [] { visit(member.value) }
  }
}

extension String {
  fileprivate func trimmingJSONWhitespace() -> String {
    let isSpace = { (scalar: Unicode.Scalar) in " \t\n\r".unicodeScalars.contains(scalar) }
    let start = unicodeScalars.drop(while: isSpace)
    return String(String.UnicodeScalarView(start.reversed().drop(while: isSpace).reversed()))
  }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
