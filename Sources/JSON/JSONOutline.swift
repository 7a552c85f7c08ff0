import CSimdJSON

/// All that a value says but what stands in its *holes*: what texts have in common that differ in some numbers alone.
///
/// A text that an outline matches has, outside the holes, the same values written the same way, and in them values of the same
/// kinds and lengths: a matrix in the place of a matrix of its shape.
public struct JSONOutline: Sendable {
  private struct Node: Equatable {
    let kind: UInt32
    let count: UInt32
    /// How many nodes the value has, itself included.
    let extent: UInt32
    /// Bytes of its text where that has to be the same; else 0.
    let length: UInt32
  }

  private let nodes: [Node]
  /// The texts, one behind the other.
  private let texts: [UInt8]
  /// The nodes of the holes, counted from the value's.
  private let holes: [Int]

  /// Bytes that the outline takes, about.
  public var footprint: Int { nodes.count * MemoryLayout<Node>.stride + texts.count + holes.count * 8 }

  /// The outline of `value`; nil where a hole has no place of its own, being an element of a row of numbers, or is not in `value`.
  ///
  /// Linear in the values, a row of numbers being one.
  public init?(_ value: JSONValue, holes: [JSONValue]) {
    var isFree = [Bool](repeating: false, count: value.nodeCount)
    for hole in holes {
      guard hole.document === value.document, hole.node.next > hole.index,
        hole.index >= value.index, hole.node.next <= value.node.next
      else { return nil }
      for index in hole.index..<Int(hole.node.next) { isFree[index - value.index] = true }
    }
    var texts: [UInt8] = []
    nodes = (0..<value.nodeCount).map { offset in
      let index = value.index + offset
      let node = value.document.nodes[index]
      let text = isFree[offset] ? [] : value.literal(node)
      texts += text
      return Node(kind: node.kind, count: node.count, extent: node.next - UInt32(index), length: UInt32(text.count))
    }
    self.texts = texts
    self.holes = holes.map { $0.index - value.index }
  }

  /// What stands in the holes of `value`, in the order of the holes; nil where the outline is another. Linear in the values.
  public func match(_ value: JSONValue) -> [JSONValue]? {
    guard value.nodeCount == nodes.count, value.withNodes(isMatched) else { return nil }
    return holes.map { value.value(at: value.index + $0) }
  }

  private func isMatched(_ found: UnsafeBufferPointer<pf_json_node>, _ text: Bytes, _ index: Int) -> Bool {
    texts.withUnsafeBufferPointer { texts in
      var start = 0
      for (offset, expected) in nodes.enumerated() {
        let node = found[offset]
        guard node.kind == expected.kind, node.count == expected.count,
          node.next == UInt32(truncatingIfNeeded: index + offset) &+ expected.extent
        else { return false }
        guard expected.length > 0 else { continue }
        let end = start + Int(expected.length)
        let written = Bytes(rebasing: text[Int(node.begin)..<Int(node.end)])
        guard isSame(written, Bytes(rebasing: texts[start..<end])) else { return false }
        start = end
      }
      return true
    }
  }
}

extension JSONValue {
  /// How many values stand at and under this one, a row of numbers being one.
  public var nodeCount: Int { max(1, Int(node.next) - index) }

  /// The same number for values that one outline matches, whatever its holes, as long as no hole is a short string that is no Base64.
  ///
  /// Linear in the values, not in the bytes.
  public var outlineHash: Int {
    withNodes { nodes, text, _ in
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
      var isNamed = true
      for node in nodes {
        mix(UInt64(node.kind) << 32 | UInt64(node.count))
        guard pf_json_kind(node.kind) == PF_JSON_STRING else { continue }
        let string = Bytes(rebasing: text[Int(node.begin)..<Int(node.end)])
        if isNamed { mix(digest(string)) }
        isNamed = !isKeyOfData(string)
      }
      return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
  }

  /// Calls `body` with the nodes at and under this value, the text of the whole document, and the number of the first node.
  fileprivate func withNodes<Result>(_ body: (UnsafeBufferPointer<pf_json_node>, Bytes, Int) -> Result) -> Result {
    document.withNodes { nodes, text in
      body(UnsafeBufferPointer(rebasing: nodes[index..<index + nodeCount]), text, index)
    }
  }

  /// The text by which two values that are not containers of values are told apart.
  fileprivate func literal(_ node: pf_json_node) -> ArraySlice<UInt8> {
    switch pf_json_kind(node.kind) {
    case PF_JSON_NUMBER, PF_JSON_STRING, PF_JSON_ROW: document.bytes[Int(node.begin)..<Int(node.end)]
    default: []
    }
  }
}

/// The length, the first and the last bytes of a string, which has two at least.
private func digest(_ string: Bytes) -> UInt64 {
  guard string.count >= 8, let start = string.baseAddress.map(UnsafeRawPointer.init) else {
    return string.reduce(UInt64(string.count)) { $0 &* 31 &+ UInt64($1) }
  }
  let (first, last) = (
    start.loadUnaligned(as: UInt64.self), start.loadUnaligned(fromByteOffset: string.count - 8, as: UInt64.self)
  )
  return UInt64(string.count) ^ first &* 31 &+ last
}

/// Whether the string is `"base64"`, behind which a hole may stand.
private func isKeyOfData(_ string: Bytes) -> Bool {
  string.count == 8 && string.elementsEqual("\"base64\"".utf8)
}
