import JSON

/// Outlines: a text that one matches is JSON, and has in the holes what the parser finds there. The input is two texts with a byte between
/// them that stands in no text: the first leaves the outline.
enum OutlineTarget: FuzzTarget {
  static func run(_ input: [UInt8]) {
    let texts = input.split(separator: 0xFF, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
    guard let first = parsed(texts[0]) else { return }
    let holes = self.holes(in: first.root)
    guard let outline = JSONOutline(first.root, holes: holes) else {
      preconditionFailure("the holes are in no outline")
    }
    let own = match(outline, texts[0], holes.count)
    precondition(own == nil || own == holes.map(Found.init), "the text has other numbers than its own")
    guard texts.count == 2, let found = match(outline, texts[1], holes.count) else { return }
    guard let second = parsed(texts[1]) else { preconditionFailure("what matches is no JSON") }
    precondition(found == self.holes(in: second.root).map(Found.init), "other numbers than the parser's")
    precondition(hash(texts[0]) == hash(texts[1]), "what matches is not found")
  }

  /// What a hole holds.
  private enum Found: Equatable {
    case token([UInt8])
    case numbers([UInt64])
    case bytes([UInt8])

    init(_ value: JSONValue, _ content: JSONOutline.Content) {
      switch content {
      case .token: self = .token(Array(value.rawText))
      case .numbers: self = .numbers(((try? value.scalars(of: Double.self)) ?? []).map(\.bitPattern))
      case .base64: self = .bytes((try? value.base64().decoded()) ?? [])
      }
    }

    init(_ hole: Hole) { self.init(hole.value, hole.content) }
  }

  private static func parsed(_ text: [UInt8]) -> JSONDocument? {
    try? JSONDocument(parsing: text, limits: JSONDocument.Limits(depth: 70, values: 1000))
  }

  private static func hash(_ text: [UInt8]) -> UInt64 {
    text.filter { !" \t\r\n".utf8.contains($0) }.withUnsafeBufferPointer(JSONOutline.hash)
  }

  private typealias Hole = (value: JSONValue, content: JSONOutline.Content)

  /// Everything that may be one.
  private static func holes(in value: JSONValue) -> [Hole] {
    if let content = JSONOutline.Content.numbers(like: value) { return [(value, content)] }
    if let elements = value.elements { return elements.flatMap(holes) }
    return (value.members.map { Array($0) } ?? []).flatMap(holes(of:))
  }

  private static func holes(of member: JSONMember) -> [Hole] {
    switch String(decoding: member.key.rawText, as: UTF8.self) {
    case #""id""# where member.value.kind == .number: [(member.value, .token)]
    case #""base64""# where isBase64(member.value): [(member.value, .base64)]
    default: holes(in: member.value)
    }
  }

  /// Of three bytes, without escapes.
  private static func isBase64(_ value: JSONValue) -> Bool {
    value.rawText.count == 6 && (try? value.base64().decoded().count) == 3
  }

  /// What stands in the holes of a text, in their order; nil where it has another outline.
  private static func match(_ outline: JSONOutline, _ text: [UInt8], _ count: Int) -> [Found]? {
    var found = [Found?](repeating: nil, count: count)
    var token: [Found] = []
    let isMatched = text.withUnsafeBufferPointer {
      outline.match($0) { range in
        token.append(.token(Array(text[range])))
      } read: { hole, content, cursor in
        found[hole] = read(content, &cursor)
        return found[hole] != nil
      }
    }
    guard isMatched else { return nil }
    var tokens = token.makeIterator()
    return found.compactMap { $0 ?? tokens.next() }
  }

  private static func read(_ content: JSONOutline.Content, _ cursor: inout JSONCursor) -> Found? {
    switch content {
    case .token: return nil
    case .numbers(let shape):
      let numbers = UnsafeMutablePointer<Double>.allocate(capacity: shape.reduce(1, *))
      defer { numbers.deallocate() }
      guard cursor.readNumbers(shape, into: numbers) else { return nil }
      return .numbers(UnsafeBufferPointer(start: numbers, count: shape.reduce(1, *)).map(\.bitPattern))
    case .base64:
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
      defer { bytes.deallocate() }
      guard let start = bytes.baseAddress, cursor.readBase64(byteCount: 3, into: start) else { return nil }
      return .bytes(Array(bytes))
    }
  }
}
