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

  static let rows =
    [
      Row(
        description: "other numbers", text: #"{"a": [1, 2], "b": "x"}"#, holes: ["a"],
        other: #"{"a": [30 ,\#n4e5], "b": "x"}"#, found: ["[30.0, 400000.0]"]),
      Row(
        description: "in the order of the holes", text: #"{"a": 1, "b": 2}"#, holes: ["b", "a"],
        other: #"{"a": 3, "b": -4e-1}"#, found: ["[-0.4]", "[3.0]"]),
      Row(
        description: "matrices", text: #"{"a": [[1, 2], [3, 4]]}"#, holes: ["a"], other: #"{"a": [[5,6],[7,8.5] ]}"#,
        found: ["[5.0, 6.0, 7.0, 8.5]"]),
      Row(
        description: "empty arrays", text: #"{"a": [[], []]}"#, holes: ["a"], other: #"{"a": [[ ],[]]}"#, found: ["[]"]),
      Row(
        description: "base64", text: #"{"base64": "AAAA", "b": 1}"#, holes: ["base64"],
        other: #"{"base64": "AQID", "b": 1}"#, found: ["1 2 3"]),
      Row(description: "ids", text: #"{"id": 1}"#, holes: ["id"], other: #"{"id": 20E+1}"#, found: ["20E+1"]),
      Row(description: "no holes", text: #"{"a": [1]}"#, holes: [], other: #" {"a": [1]}\#r\#n"#, found: []),
      Row(description: "a longer row", text: #"{"a": [1, 2]}"#, holes: ["a"], other: #"{"a": [1, 2, 3]}"#, found: nil),
      Row(description: "a shorter row", text: #"{"a": [1, 2]}"#, holes: ["a"], other: #"{"a": [1]}"#, found: nil),
      Row(
        description: "another shape", text: #"{"a": [[1, 2], [3, 4]]}"#, holes: ["a"], other: #"{"a": [[1, 2, 3, 4]]}"#,
        found: nil),
      Row(description: "another kind", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": "1"}"#, found: nil),
      Row(description: "an array of one", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": [1]}"#, found: nil),
      Row(description: "true for false", text: #"{"a": true}"#, holes: [], other: #"{"a": false}"#, found: nil),
      Row(
        description: "another number outside the holes", text: #"{"a": 1, "b": 2}"#, holes: ["a"],
        other: #"{"a": 1, "b": 3}"#, found: nil),
      Row(description: "another key", text: #"{"a": 1}"#, holes: ["a"], other: #"{"b": 1}"#, found: nil),
      Row(description: "a member more", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": 1, "b": 1}"#, found: nil),
      Row(description: "a value more", text: #"{"a": 1}"#, holes: ["a"], other: #"{"a": 1} 2"#, found: nil),
      Row(description: "a text cut off", text: #"{"a": [1, 2]}"#, holes: ["a"], other: #"{"a": [1, 2"#, found: nil),
      Row(description: "nothing", text: #"{"a": [1, 2]}"#, holes: ["a"], other: "", found: nil),
      Row(
        description: "whitespace elsewhere", text: #"{"a": 1, "b": 2}"#, holes: ["a"], other: #"{"a": 1,"b": 2}"#,
        found: nil),
      Row(
        description: "bytes more", text: #"{"base64": "AAAA"}"#, holes: ["base64"], other: #"{"base64": "AAAAAAAA"}"#,
        found: nil),
      Row(
        description: "no bytes", text: #"{"base64": "AAAA"}"#, holes: ["base64"], other: #"{"base64": ""}"#, found: nil),
      Row(
        description: "no base64", text: #"{"base64": "AAAA"}"#, holes: ["base64"], other: #"{"base64": "AA\u"}"#,
        found: nil),
      Row(
        description: "an open string", text: #"{"base64": "AAAA"}"#, holes: ["base64"], other: #"{"base64": "AAAA}"#,
        found: nil),
    ]
    + ["01", "1.", ".5", "+1", "1e", "0x1", "NaN", "inf", "1_0", "-", "1e999", "\"NaN\"", "1 2", "1,", "[1", "1]"].map {
      Row(description: "a number like \($0)", text: #"{"a": [1]}"#, holes: ["a"], other: "{\"a\": [\($0)]}", found: nil)
    }

  private static func content(_ name: String, _ value: JSONValue) throws -> JSONOutline.Content {
    switch name {
    case "id": .token
    case "base64": .base64
    default: try #require(.numbers(like: value))
    }
  }

  private static func outline(_ text: String, _ holes: [String]) throws -> JSONOutline {
    let value = try parse(text)
    let places = try holes.map { name in
      let hole = try #require(value[name])
      return (value: hole, content: try content(name, hole))
    }
    return try #require(JSONOutline(value, holes: places))
  }

  /// What the holes hold, as text; nil where the outline is another.
  private static func match(_ outline: JSONOutline, _ text: String) -> [String]? {
    var found: [Int: String] = [:]
    let bytes = Array(text.utf8)
    let isMatched = bytes.withUnsafeBufferPointer {
      outline.match($0) { range in
        found[-1] = String(decoding: bytes[range], as: UTF8.self)
      } read: { hole, content, cursor in
        found[hole] = read(content, &cursor)
        return found[hole] != nil
      }
    }
    return isMatched ? found.sorted { $0.key < $1.key }.map(\.value) : nil
  }

  private static func read(_ content: JSONOutline.Content, _ cursor: inout JSONCursor) -> String? {
    switch content {
    case .token: return nil
    case .numbers(let shape):
      var numbers = [Double](repeating: 0, count: shape.reduce(1, *))
      let isRead = numbers.withUnsafeMutableBufferPointer { storage in
        storage.baseAddress.map { cursor.readNumbers(shape, into: $0) } ?? false
      }
      return isRead ? "\(numbers)" : nil
    case .base64:
      var bytes = [UInt8](repeating: 0, count: 3)
      let isRead = bytes.withUnsafeMutableBytes { storage in
        storage.baseAddress.map { cursor.readBase64(byteCount: 3, into: $0) } ?? false
      }
      return isRead ? bytes.map(String.init).joined(separator: " ") : nil
    }
  }

  @Test(arguments: rows) func matches(_ row: Row) throws {
    let outline = try Self.outline(row.text, row.holes)
    #expect(Self.match(outline, row.other) == row.found)
    #expect(Self.match(outline, row.text) != nil)
    #expect(row.found == nil || hash(Self.withoutSpace(row.text)) == hash(Self.withoutSpace(row.other)))
  }

  @Test func anyPartOfATextHasOne() throws {
    let value = try parse(#"[0, {"a": [[1], [2]]}]"#)
    let part = try #require(value.elements?.first { $0.kind == .object })
    let hole = try #require(part["a"])
    let outline = try #require(JSONOutline(part, holes: [(hole, .numbers([2, 1]))]))
    #expect(Self.match(outline, #"{"a": [[3], [4]]}"#) == ["[3.0, 4.0]"])
    #expect(Self.match(outline, #"[0, {"a": [[3], [4]]}]"#) == nil)
  }

  @Test func holesInOtherTextsAndInOneAnotherAreNone() throws {
    let value = try parse(#"{"a": [1, 2]}"#)
    let (row, element) = (try #require(value["a"]), try #require(value["a"]?.elements?.first { _ in true }))
    #expect(JSONOutline(value, holes: [(row, .numbers([2])), (element, .numbers([]))]) == nil)
    #expect(JSONOutline(value, holes: [(try parse("[1]"), .numbers([1]))]) == nil)
    #expect(JSONOutline(row, holes: [(value, .token)]) == nil)
  }

  @Test func wordsAndConditionsAreNoNumbers() throws {
    for text in [#"["NaN"]"#, #"[1, "Infinity"]"#, #""NaN""#, "[true]", "{}", "[[1], [2, 3]]", "[null]"] {
      #expect(try JSONOutline.Content.numbers(like: parse(text)) == nil, "\(text)")
    }
    #expect(try JSONOutline.Content.numbers(like: parse("[[1], [2]]")) == .numbers([2, 1]))
  }

  @Test func integersAreExact() throws {
    let outline = try Self.outline(#"{"a": [1, 2]}"#, ["a"])
    func integers(_ text: String) -> [Int32]? {
      var numbers: [Int32] = [0, 0]
      let isMatched = Array(text.utf8).withUnsafeBufferPointer {
        outline.match($0) { _ in
        } read: { _, _, cursor in
          numbers.withUnsafeMutableBufferPointer { storage in
            storage.baseAddress.map { cursor.readNumbers([2], into: $0) } ?? false
          }
        }
      }
      return isMatched ? numbers : nil
    }
    #expect(integers(#"{"a": [2.0, -3e2]}"#) == [2, -300])
    #expect(integers(#"{"a": [2.5, 1]}"#) == nil)
    #expect(integers(#"{"a": [2147483648, 1]}"#) == nil)
  }

  private static func withoutSpace(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  private func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBufferPointer(JSONOutline.hash) }

  @Test func namesAndShapesHashApart() throws {
    let texts = [
      #"{"a": "x2"}"#, #"{"a": "x3"}"#, #"{"a": "\"2"}"#, #"{"a": "\"3"}"#, #"{"a": "relu"}"#, #"{"a": "tanh"}"#,
      #"{"b": "relu"}"#, #"{"a": [1]}"#, #"{"a": [1, 2]}"#, "[]", "",
    ]
    #expect(Set(texts.map(hash)).count == texts.count)
    let data = [#"{"base64": "AAAA", "b": 1}"#, #"{"base64": "BBBB", "b": -2.5e7}"#, #"{"base64": "", "b": 0}"#]
    #expect(Set(data.map(hash)).count == 1)
    #expect(hash(#"{"base64": "AAAA"#) == hash(#"{"base64": "BB\"#), "no string, and no harm")
  }
}
