import JSON
import Testing

struct JSONOutlineTests {
  /// A text with holes at members of the root, and what another text has there; nil where the outline does not match.
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let text: String
    let holes: [String]
    let other: String
    let found: [String]?
  }

  static let rows = [
    Row(
      description: "other numbers", text: #"{"a": [1, 2], "b": "x"}"#, holes: ["a"], other: #"{"a":[30, 4e5],"b":"x"}"#,
      found: ["[30, 4e5]"]),
    Row(
      description: "in the order of the holes", text: #"{"a": 1, "b": 2}"#, holes: ["b", "a"],
      other: #"{"a": 3, "b": 4}"#, found: ["4", "3"]),
    Row(
      description: "matrices", text: #"{"a": [[1, 2], [3, 4]]}"#, holes: ["a"], other: #"{"a": [[5, 6], [7, 8.5]]}"#,
      found: ["[[5, 6], [7, 8.5]]"]),
    Row(
      description: "strings", text: #"{"base64": "AAAA", "b": 1}"#, holes: ["base64"],
      other: #"{"base64": "AAABBBBB", "b": 1}"#,
      found: [#""AAABBBBB""#]),
    Row(description: "no holes", text: #"{"a": [1]}"#, holes: [], other: #" {"a": [1]}"#, found: []),
    Row(description: "a longer row", text: #"{"a": [1, 2]}"#, holes: ["a"], other: #"{"a": [1, 2, 3]}"#, found: nil),
    Row(
      description: "another shape", text: #"{"a": [[1, 2], [3, 4]]}"#, holes: ["a"], other: #"{"a": [[1, 2, 3, 4]]}"#,
      found: nil),
    Row(description: "another kind", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": "1"}"#, found: nil),
    Row(description: "true for false", text: #"{"a": true}"#, holes: [], other: #"{"a": false}"#, found: nil),
    Row(
      description: "another number outside the holes", text: #"{"a": 1, "b": 2}"#, holes: ["a"],
      other: #"{"a": 1, "b": 3}"#, found: nil),
    Row(
      description: "another row outside the holes", text: #"{"a": 1, "b": [2, 3]}"#, holes: ["a"],
      other: #"{"a": 1, "b": [2, 4]}"#, found: nil),
    Row(description: "another key", text: #"{"a": 1}"#, holes: ["a"], other: #"{"b": 1}"#, found: nil),
    Row(description: "a member more", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": 1, "b": 1}"#, found: nil),
    Row(
      description: "a container more", text: #"{"a": 1, "b": [[], []]}"#, holes: ["a"],
      other: #"{"a": 1, "b": [[[]]]}"#, found: nil),
  ]

  @Test(arguments: rows) func matches(_ row: Row) throws {
    let (value, other) = (try parse(row.text), try parse(row.other))
    let outline = try #require(JSONOutline(value, holes: row.holes.compactMap { value[$0] }))
    let found = outline.match(other)?.map { String(decoding: $0.rawText, as: UTF8.self) }
    #expect(found == row.found)
    #expect(found == nil || value.outlineHash == other.outlineHash)
  }

  @Test func anyPartOfATextHasOne() throws {
    let (value, other) = (try parse(#"[0, {"a": [[1], [2]]}]"#), try parse(#"{"x": {"a": [[3], [4]]}}"#))
    let (part, otherPart) = (try #require(value.elements?.first { $0.kind == .object }), try #require(other["x"]))
    let hole = try #require(part["a"])
    let outline = try #require(JSONOutline(part, holes: [hole]))
    #expect(try outline.match(otherPart)?.first?.scalars(of: Int64.self) == [3, 4])
    #expect(outline.match(other) == nil)
  }

  @Test func elementsOfRowsAndOtherTextsAreNoHoles() throws {
    let value = try parse(#"{"a": [1, 2]}"#)
    let element = try #require(value["a"]?.elements?.first { _ in true })
    #expect(JSONOutline(value, holes: [element]) == nil)
    #expect(JSONOutline(value, holes: [try parse("[1]")]) == nil)
    #expect(JSONOutline(try #require(value["a"]), holes: [value]) == nil)
  }

  @Test func namesAndWordsHashApart() throws {
    let texts = [#"{"a": "relu"}"#, #"{"a": "tanh"}"#, #"{"b": "relu"}"#, #"{"a": [1]}"#, #"{"a": [1, 2]}"#, "[]"]
    #expect(Set(try texts.map { try parse($0).outlineHash }).count == texts.count)
    let data = [#"{"base64": "AAAA"}"#, #"{"base64": "BBBB"}"#]
    #expect(Set(try data.map { try parse($0).outlineHash }).count == 1)
  }
}
