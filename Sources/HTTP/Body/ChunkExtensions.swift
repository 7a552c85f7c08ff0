//   chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )          RFC 9112 section 7.1.1
//   chunk-ext-name = token
//   chunk-ext-val  = token / quoted-string
//
// No extension means anything here, but a malformed one is how two parties come to disagree about a chunk.

/// A reader over what follows a chunk's size in its line.
struct ChunkExtensions {
  /// Whether `line`, without its CRLF, is nothing but well-formed extensions.
  static func areWellFormed(_ line: Span<UInt8>) -> Bool {
    var position = 0
    while position < line.count {
      guard let end = extensionEnd(line, position) else { return false }
      position = end
    }
    return true
  }

  private static func extensionEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
    let semicolon = skipWhitespace(line, start)
    guard semicolon < line.count, line[semicolon] == .semicolon else { return nil }
    guard let nameEnd = tokenEnd(line, skipWhitespace(line, semicolon + 1)) else { return nil }
    let equals = skipWhitespace(line, nameEnd)
    guard equals < line.count, line[equals] == .equalsSign else { return nameEnd }
    let value = skipWhitespace(line, equals + 1)
    guard value < line.count else { return nil }
    return line[value] == .quote ? quotedEnd(line, value) : tokenEnd(line, value)
  }

  private static func skipWhitespace(_ line: Span<UInt8>, _ start: Int) -> Int {
    (start..<line.count).first { !line[$0].isWhitespace } ?? line.count
  }

  /// The end of the token at `start`; `nil` where none stands there.
  private static func tokenEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
    let end = (start..<line.count).first { !line.all($0..<$0 + 1, .token) } ?? line.count
    return end > start ? end : nil
  }

  /// The end of the quoted string whose opening quote stands at `start` (RFC 9110 section 5.6.4).
  private static func quotedEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
    var position = start + 1
    while position < line.count {
      switch line[position] {
      case .quote: return position + 1
      case .backslash: position += 2
      default: position += 1
      }
    }
    return nil
  }
}
