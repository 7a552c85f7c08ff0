import CSimdJSON

extension JSONValue {
  var hasEscapes: Bool { node.count > 0 }

  /// The bytes between the quotes of a string.
  var quotedText: ArraySlice<UInt8> { document.bytes[range.lowerBound + 1..<range.upperBound - 1] }

  /// The text of a string, unescaped, or nil where the value is none. Linear in the length.
  public var string: String? {
    guard kind == .string else { return nil }
    return String(decoding: hasEscapes ? unescaped(quotedText)[...] : quotedText, as: UTF8.self)
  }

  /// Whether the value is the string `text`, scalar by scalar. Nothing is copied, except of a string with escapes.
  public func isString(_ text: String) -> Bool {
    guard kind == .string else { return false }
    return hasEscapes ? unescaped(quotedText)[...].isUTF8(of: text) : quotedText.isUTF8(of: text)
  }

  /// The UTF-8 of the text of a string, unescaped, or nil where the value is none.
  public var utf8: ArraySlice<UInt8>? {
    guard kind == .string else { return nil }
    return hasEscapes ? unescaped(quotedText)[...] : quotedText
  }
}

extension ArraySlice<UInt8> {
  /// Whether these bytes are `text`. In its storage: to ask its view for one byte after the other takes a call for each.
  func isUTF8(of text: String) -> Bool {
    var text = text
    return text.withUTF8 { elementsEqual($0) }
  }
}

/// Resolves the escapes of a string that was found to be valid.
private func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var rest = text
  while let byte = rest.popFirst() {
    if byte != UInt8(ascii: "\\") {
      bytes.append(byte)
    } else if let escape = rest.popFirst() {
      bytes.append(contentsOf: resolve(escape, &rest))
    }
  }
  return bytes
}

/// The UTF-8 that a backslash and `escape` stand for; `rest` is what follows them.
private func resolve(_ escape: UInt8, _ rest: inout ArraySlice<UInt8>) -> [UInt8] {
  switch escape {
  case UInt8(ascii: "b"): return [0x08]
  case UInt8(ascii: "f"): return [0x0C]
  case UInt8(ascii: "n"): return [0x0A]
  case UInt8(ascii: "r"): return [0x0D]
  case UInt8(ascii: "t"): return [0x09]
  case UInt8(ascii: "u"):
    var units = [codeUnit(&rest)]
    if UTF16.isLeadSurrogate(units[0]) {
      rest = rest.dropFirst(2)  // the \u of the other half
      units.append(codeUnit(&rest))
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  default: return [escape]
  }
}

private func codeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt16 {
  let digits = rest.prefix(4)
  rest = rest.dropFirst(4)
  return UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
}
