import CSimdJSON

/// Why a string is no Base64.
public enum Base64Error: Error, Equatable, Sendable {
  case notString
  /// The text, padding included, is not a multiple of four characters long.
  case badLength(Int)
  /// The character at `offset`, in bytes from the start of the unescaped text, cannot stand there.
  case badCharacter(offset: Int)
}

extension JSONValue {
  /// The bytes that a string is the Base64 of: RFC 4648 section 4, with padding and without line breaks. Linear.
  public func base64Decoded() throws(Base64Error) -> [UInt8] {
    guard let text = utf8 else { throw .notString }
    guard text.count.isMultiple(of: 4) else { throw .badLength(text.count) }
    var written = 0
    let data = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { buffer, count in
      written = text.withUnsafeBufferPointer { pf_base64_decode($0.baseAddress, $0.count, buffer.baseAddress) }
      count = max(written, 0)
    }
    guard written >= 0 else { throw .badCharacter(offset: -written - 1) }
    return data
  }
}
