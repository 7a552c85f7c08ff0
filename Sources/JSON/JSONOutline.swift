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
    guard value.nodeCount == nodes.count else { return nil }
    var start = 0
    for (offset, expected) in nodes.enumerated() {
      let index = value.index + offset
      let node = value.document.nodes[index]
      guard node.kind == expected.kind, node.count == expected.count, node.next - UInt32(index) == expected.extent
      else {
        return nil
      }
      guard expected.length > 0 else { continue }
      let end = start + Int(expected.length)
      guard value.document.hasBytes(texts, start..<end, at: node) else { return nil }
      start = end
    }
    return holes.map { value.value(at: value.index + $0) }
  }
}

extension JSONValue {
  /// How many values stand at and under this one, a row of numbers being one.
  public var nodeCount: Int { max(1, Int(node.next) - index) }

  /// The same number for values that one outline matches, whatever its holes, as long as no hole is a short string that is no Base64.
  ///
  /// Linear in the values, not in the bytes.
  public var outlineHash: Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
    var isNamed = true
    for offset in 0..<nodeCount {
      let node = document.nodes[index + offset]
      mix(UInt64(node.kind) << 32 | UInt64(node.count))
      guard pf_json_kind(node.kind) == PF_JSON_STRING else { continue }
      if isNamed { mix(document.digest(node)) }
      isNamed = !document.isKeyOfData(node)
    }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// The text by which two values that are not containers of values are told apart.
  fileprivate func literal(_ node: pf_json_node) -> ArraySlice<UInt8> {
    switch pf_json_kind(node.kind) {
    case PF_JSON_NUMBER, PF_JSON_STRING, PF_JSON_ROW: document.bytes[Int(node.begin)..<Int(node.end)]
    default: []
    }
  }
}

extension JSONDocument {
  fileprivate func hasBytes(_ texts: [UInt8], _ range: Range<Int>, at node: pf_json_node) -> Bool {
    guard Int(node.end - node.begin) == range.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      texts.withUnsafeBufferPointer { texts in
        var (position, other) = (Int(node.begin), range.lowerBound)
        while other < range.upperBound, bytes[position] == texts[other] {
          (position, other) = (position + 1, other + 1)
        }
        return other == range.upperBound
      }
    }
  }

  /// The length and some bytes of a string.
  fileprivate func digest(_ node: pf_json_node) -> UInt64 {
    var word = UInt64(node.end - node.begin)
    for byte in bytes[Int(node.begin)..<Int(node.end)].prefix(24) { word = word &* 31 &+ UInt64(byte) }
    return word
  }

  /// Whether the string is `"base64"`, behind which a hole may stand.
  fileprivate func isKeyOfData(_ node: pf_json_node) -> Bool {
    bytes[Int(node.begin)..<Int(node.end)].isUTF8(of: "\"base64\"")
  }
}
