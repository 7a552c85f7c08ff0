import CSimdJSON

/// Why a string is no Base64.
public enum Base64Error: Error, Equatable, Sendable {
  case notString
  /// The text, padding included, is not a multiple of four characters long.
  case badLength(Int)
  /// The character at `offset`, in bytes from the start of the unescaped text, cannot stand there.
  case badCharacter(offset: Int)
}

/// The Base64 of bytes: RFC 4648 section 4, with padding and without line breaks.
public struct Base64Text: Sendable {
  /// How many bytes they are, by the length and the padding of the text alone.
  public let byteCount: Int
  private let text: ArraySlice<UInt8>

  fileprivate init(_ text: ArraySlice<UInt8>) throws(Base64Error) {
    guard text.count.isMultiple(of: 4) else { throw .badLength(text.count) }
    self.text = text
    byteCount = text.withUnsafeBufferPointer { pf_base64_count($0.baseAddress, $0.count) }
  }

  /// Writes the bytes. Linear.
  ///
  /// - Parameter memory: has room for `byteCount` bytes.
  public func decode(into memory: UnsafeMutableRawPointer) throws(Base64Error) {
    let written = text.withUnsafeBufferPointer {
      pf_base64_decode($0.baseAddress, $0.count, memory.assumingMemoryBound(to: UInt8.self))
    }
    guard written >= 0 else { throw .badCharacter(offset: -written - 1) }
  }

  /// The bytes. Linear.
  public func decoded() throws(Base64Error) -> [UInt8] {
    var error: Base64Error?
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      do throws(Base64Error) {
        try decode(into: UnsafeMutableRawPointer(start))
        count = byteCount
      } catch let fault {
        error = fault
      }
    }
    if let error { throw error }
    return bytes
  }
}

extension JSONValue {
  /// The Base64 that a string is.
  public func base64() throws(Base64Error) -> Base64Text {
    guard let text = utf8 else { throw .notString }
    return try Base64Text(text)
  }
}
