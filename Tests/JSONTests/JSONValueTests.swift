import JSON
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    ("null", JSONValue.Kind.null), ("true", .boolean), ("false", .boolean), ("1", .number), ("\"\"", .string),
    ("[]", .array),
    ("[1]", .array), ("[[]]", .array), ("{}", .object),
  ])
  func hasAKind(_ text: String, _ kind: JSONValue.Kind) throws {
    #expect(try parse(text).kind == kind)
  }

  @Test func givesNothingOfAnotherKind() throws {
    let values = try #require(try parse(#"[null, true, 1, "x", [1], {"a": 1}]"#).elements).map { $0 }
    #expect(values.map { $0.bool == nil } == [true, false, true, true, true, true])
    #expect(values.map { $0.double == nil } == [true, true, false, true, true, true])
    #expect(values.map { $0.int64 == nil } == [true, true, false, true, true, true])
    #expect(values.map { $0.string == nil } == [true, true, true, false, true, true])
    #expect(values.map { $0.elements == nil } == [true, true, true, true, false, true])
    #expect(values.map { $0.members == nil } == [true, true, true, true, true, false])
    #expect(values.map { $0["a"] == nil } == [true, true, true, true, true, false])
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("10e-1", 1), ("1.50e1", 15),
      ("0e999999999999", 0),
      ("-0.000e-5", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9223372036854775807.000", .max),
      ("-9.223372036854775808e18", .min), ("9007199254740993", 9_007_199_254_740_993),
      ("1000000000000000000e0", 1_000_000_000_000_000_000),
      ("0.0000000000000000001e19", 1), ("12300000000000000000000e-20", 123),
    ] as [(String, Int64)])
  func readsIntegersExactly(_ text: String, _ value: Int64) throws {
    #expect(try parse(text).int64 == value)
    #expect(try parse("[\(text)]").elements?.first { _ in true }?.int64 == value)
  }

  @Test(arguments: [
    "0.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "123456789012345678901234567890",
    "1e99999999999999999999",
    "1e-99999999999999999999", "9223372036854775807.5", "92233720368547758070e-2",
  ])
  func readsNoOtherNumberAsInteger(_ text: String) throws {
    #expect(try parse(text).int64 == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("1.5", 1.5), ("1E5", 1e5), ("1e400", .infinity), ("-1e400", -.infinity), ("1e-400", 0),
      ("4.9e-324", .leastNonzeroMagnitude),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1.7976931348623159e308", .infinity),
      ("2.4703282292062327e-324", 0),
      ("2.4703282292062329e-324", .leastNonzeroMagnitude),
      ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
      ("9007199254740993", 9_007_199_254_740_992),
      ("1e99999999999999999999", .infinity), ("1e-99999999999999999999", 0),
    ] as [(String, Double)])
  func readsDoublesCorrectlyRounded(_ text: String, _ value: Double) throws {
    #expect(try parse(text).double == value)
  }

  @Test func readsLongNumbers() throws {
    let zeros = String(repeating: "0", count: 400)
    #expect(try parse("1\(zeros)").double == .infinity)
    #expect(try parse("0.\(zeros)1").double == 0)
    #expect(try parse("1\(zeros)e-400").double == 1)
    #expect(try parse("0.\(zeros)1e401").double == 1)
    #expect(try parse("1\(zeros)e-400").int64 == 1)
    #expect(try parse("0.\(zeros)1e401").int64 == 1)
    #expect(try parse("-0.0").double?.sign == .minus)
    #expect(try parse("-1e-400").double?.sign == .minus)
  }

  @Test(arguments: [
    (#""""#, ""), (#""a b""#, "a b"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9é\u20AC""#, "éé€"),
    (#""\ud83d\ude39x""#, "😹x"), (#""\u0000""#, "\0"), (#""\uFFFE""#, "\u{FFFE}"), (#""\\u0041""#, "\\u0041"),
    (#""𝄞""#, "𝄞"),
  ])
  func unescapesStrings(_ text: String, _ value: String) throws {
    let string = try parse(text)
    #expect(string.string.map { Array($0.utf8) } == Array(value.utf8))
    #expect(string.utf8.map { Array($0) } == Array(value.utf8))
    #expect(string.isString(value))
    #expect(!string.isString(value + "x"))
    #expect(string.rawText.elementsEqual(text.utf8))
  }

  @Test func listsElementsInOrder() throws {
    for text in ["[1,20 , 3.5e0\n, -4]", "[1,20 , 3.5e0\n, -4, null]"] {
      let elements = try #require(try parse(text).elements)
      #expect(elements.count == text.split(separator: ",").count)
      #expect(elements.prefix(4).map { String(decoding: $0.rawText, as: UTF8.self) } == ["1", "20", "3.5e0", "-4"])
      #expect(elements.prefix(4).map(\.double) == [1, 20, 3.5, -4])
    }
    #expect(try parse("[]").elements?.count == 0)
    #expect(try parse("[[], [[]], {}, \"a\"]").elements?.map(\.kind) == [.array, .array, .object, .string])
  }

  @Test func listsMembersInOrder() throws {
    let object = try parse(#"{"b": [1, 2], "a": {"c": {}}, "\u0063": 3, "b": 4}"#)
    #expect(object.members?.map(\.name) == ["b", "a", "c", "b"])
    #expect(object["c"]?.int64 == 3)
    #expect(object["b"]?.kind == .array)
    #expect(object["a"]?["c"]?.kind == .object)
    #expect(object["d"] == nil)
  }

  @Test(
    arguments: [
      (#"{"a": 1, "b": 2}"#, nil), (#"{"a": 1, "a": 2}"#, 9), (#"{"a": 1, "\u0061": 2}"#, 9),
      (#"[{"x": {"k": 0, "k": 0}}]"#, 16),
      (#"{"a": {"a": {"a": 1}}}"#, nil), (#"[{"a": 1}, {"a": 1}]"#, nil), ("{\"\u{E9}\": 1, \"e\u{301}\": 2}", 10),
      ("[1, 2]", nil), ("3", nil),
      (#"{"a": {"b": 1, "b": 1}, "a": 2}"#, 15),
    ] as [(String, Int?)])
  func findsTheFirstDuplicateKey(_ text: String, _ offset: Int?) throws {
    #expect(try JSONDocument(text).firstDuplicateKey?.range.lowerBound == offset)
  }

  @Test func findsDuplicatesAmongManyKeys() throws {
    let keys = (0..<50_000).map { "\"k\($0)\": 0" }.joined(separator: ", ")
    #expect(try JSONDocument("{\(keys)}").firstDuplicateKey == nil)
    #expect(try JSONDocument("{\(keys), \"k77\": 1}").firstDuplicateKey?.string == "k77")
  }
}
