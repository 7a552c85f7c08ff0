import CSimdJSON

extension JSONValue {
  /// The elements of an array, in order, or nil where the value is none.
  public var elements: JSONElements? { kind == .array ? JSONElements(array: self) : nil }

  var isRow: Bool { pf_json_kind(node.kind) == PF_JSON_ROW }

  func value(at index: Int) -> JSONValue {
    JSONValue(document: document, index: index, root: root, node: document.nodes[index])
  }
}

/// The elements of an array. Each step is of constant time, for a number in a row linear in its token.
public struct JSONElements: Sequence, Sendable {
  let array: JSONValue

  public var count: Int { Int(array.node.count) }
  public var underestimatedCount: Int { count }

  public func makeIterator() -> Iterator { Iterator(array) }

  public struct Iterator: IteratorProtocol {
    private let array: JSONValue
    private var left: UInt32
    /// The next element's node or, in a row, the byte before it: the bracket, a comma.
    private var position: Int

    init(_ array: JSONValue) {
      self.array = array
      left = array.node.count
      position = array.isRow ? array.range.lowerBound : array.index + 1
    }

    public mutating func next() -> JSONValue? {
      guard left > 0 else { return nil }
      left -= 1
      return array.isRow ? nextInRow() : nextNode()
    }

    private mutating func nextNode() -> JSONValue {
      let value = array.value(at: position)
      position = Int(value.node.next)
      return value
    }

    /// A row has no nodes for its numbers; one is made up.
    private mutating func nextInRow() -> JSONValue {
      let bytes = array.document.bytes
      let begin = bytes[(position + 1)...].firstIndex { !isWhitespace($0) } ?? array.range.upperBound
      position = bytes[begin...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "]") } ?? begin
      let end = (bytes[begin..<position].lastIndex { !isWhitespace($0) } ?? begin) + 1
      let node = pf_json_node(
        begin: UInt32(begin), end: UInt32(end), next: 0, count: 0, kind: PF_JSON_NUMBER.rawValue)
      return JSONValue(document: array.document, index: array.index, root: array.root, node: node)
    }
  }
}

private func isWhitespace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == 0x0A || byte == 0x0D || byte == 0x09
}
