extension Target {
  /// The path with its percent escapes decoded, except the escaped slash. Bytes that are not UTF-8 become U+FFFD.
  public var path: String {
    var text = rawPath
    guard text.withUTF8({ $0.contains(UInt8(ascii: "%")) }) else { return rawPath }
    return String(decoding: Target.percentDecoded(Array(rawPath.utf8)), as: UTF8.self)
  }

  private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), let escaped = escapedByte(rest.prefix(2)), escaped != UInt8(ascii: "/") else {
        decoded.append(byte)
        continue
      }
      decoded.append(escaped)
      rest = rest.dropFirst(2)
    }
    return decoded
  }

  private static func escapedByte(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 2, let high = digits.first?.hexValue, let low = digits.last?.hexValue else { return nil }
    return high << 4 | low
  }
}
