import CSimdJSON

/// All of a text but what stands in its *holes*: what texts have in common that differ in some numbers alone.
///
/// A text that an outline matches has the same bytes outside the holes, and in them values of the same kind and shape: a matrix in the place
/// of a matrix of its shape. So it is valid JSON, has the same values in the same places, and need not be parsed to know.
public struct JSONOutline: Sendable, Equatable {
  /// What a hole holds.
  public enum Content: Sendable, Equatable {
    /// A number, which is not read.
    case token
    /// Nested arrays of finite numbers with these lengths, outermost first; none for a number alone.
    case numbers([Int])
    case base64

    /// Numbers in the shape that a value has. Nil where it has none, or other elements, words for numbers among them.
    public static func numbers(like value: JSONValue) -> Content? {
      guard let shape = try? value.tensorShape(), !shape.isBoolean, !value.holdsStrings else { return nil }
      return .numbers(shape.dimensions)
    }
  }

  private struct Hole: Equatable {
    let content: Content
    /// Where it stands in the list of holes that the outline was made of.
    let number: Int
    /// Where the bytes end that stand between it and the hole before it.
    let end: Int
  }

  /// What stands outside the holes.
  private let literal: [UInt8]
  /// In the order of the text.
  private let holes: [Hole]

  /// Bytes that the outline takes, about.
  public var footprint: Int { literal.count + holes.count * 64 }

  /// The outline of `value`; nil where holes overlap or are not in it. Linear in the bytes outside the holes.
  public init?(_ value: JSONValue, holes: [(value: JSONValue, content: Content)]) {
    var literal: [UInt8] = []
    var position = value.range.lowerBound
    let ordered = holes.enumerated().sorted { $0.element.value.range.lowerBound < $1.element.value.range.lowerBound }
    var found: [Hole] = []
    for (number, hole) in ordered {
      guard hole.value.document === value.document, hole.value.range.lowerBound >= position else { return nil }
      literal += value.document.bytes[position..<hole.value.range.lowerBound]
      found.append(Hole(content: hole.content, number: number, end: literal.count))
      position = hole.value.range.upperBound
    }
    guard position <= value.range.upperBound else { return nil }
    literal += value.document.bytes[position..<value.range.upperBound]
    (self.literal, self.holes) = (literal, found)
  }

  /// Whether a text has the outline, but for whitespace around it.
  ///
  /// Calls `read` for every hole but tokens, with the number that it has among those that the outline was made of, to read what stands there;
  /// and `token` with where one stands. Linear in the bytes.
  public func match(
    _ text: UnsafeBufferPointer<UInt8>, token: (Range<Int>) -> Void,
    read: (_ hole: Int, _ content: Content, inout JSONCursor) -> Bool
  ) -> Bool {
    literal.withUnsafeBufferPointer { literal in
      var cursor = JSONCursor(text)
      var start = 0
      cursor.skipWhitespace()
      for hole in holes {
        guard cursor.skip(Bytes(rebasing: literal[start..<hole.end])) else { return false }
        start = hole.end
        if hole.content == .token {
          guard let range = cursor.skipNumber() else { return false }
          token(range)
        } else {
          guard read(hole.number, hole.content, &cursor) else { return false }
        }
      }
      guard cursor.skip(Bytes(rebasing: literal[start...])) else { return false }
      cursor.skipWhitespace()
      return cursor.isAtEnd
    }
  }

  /// The same number for texts that one outline matches and that have the same whitespace inside. Linear in the bytes.
  public static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    pf_json_outline_hash(text.baseAddress, text.count)
  }
}

extension JSONValue {
  /// Whether the value is a string, or has one in it.
  fileprivate var holdsStrings: Bool {
    document.nodes[index..<max(index + 1, Int(node.next))].contains { pf_json_kind($0.kind) == PF_JSON_STRING }
  }
}
