import CSimdJSON

/// Reads a text whose values are known but for their numbers, from left to right and without a tape.
///
/// What is not as expected is refused, and nothing is said of why: such a text is parsed.
public struct JSONCursor: ~Copyable {
  private let text: Bytes
  private(set) var position = 0

  init(_ text: Bytes) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  private var rest: Bytes { Bytes(rebasing: text[position...]) }

  /// Goes on behind these bytes, if they stand here.
  mutating func skip(_ bytes: Bytes) -> Bool {
    guard text.count - position >= bytes.count,
      isSame(Bytes(rebasing: text[position..<position + bytes.count]), bytes)
    else { return false }
    position += bytes.count
    return true
  }

  mutating func skipWhitespace() {
    while position < text.count, " \t\r\n".utf8.contains(text[position]) { position += 1 }
  }

  /// Goes on behind the number that stands here.
  mutating func skipNumber() -> Range<Int>? {
    let length = pf_json_number_length(rest.baseAddress, rest.count)
    guard length > 0 else { return nil }
    defer { position += length }
    return position..<position + length
  }

  /// Reads nested arrays of finite numbers. Linear in the bytes.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the arrays, outermost first; empty for a number alone.
  ///   - storage: has room for all of the numbers.
  public mutating func readNumbers<Scalar: JSONScalar>(
    _ shape: [Int], into storage: UnsafeMutablePointer<Scalar>
  ) -> Bool {
    let length = shape.withUnsafeBufferPointer {
      pf_json_nested_read(rest.baseAddress, rest.count, $0.baseAddress, $0.count, Scalar.jsonType.code, storage)
    }
    position += length
    return length > 0
  }

  /// Reads a string that is the Base64 of so many bytes. Linear.
  ///
  /// - Parameter memory: has room for the bytes.
  public mutating func readBase64(byteCount: Int, into memory: UnsafeMutableRawPointer) -> Bool {
    let quote = UInt8(ascii: "\"")
    guard rest.first == quote, let length = offset(of: quote, in: Bytes(rebasing: rest.dropFirst())) else {
      return false
    }
    let string = Bytes(rebasing: rest[1..<length + 1])
    guard string.count.isMultiple(of: 4), pf_base64_count(string.baseAddress, string.count) == byteCount,
      pf_base64_decode(string.baseAddress, string.count, memory.assumingMemoryBound(to: UInt8.self)) == byteCount
    else { return false }
    position += length + 2
    return true
  }
}
