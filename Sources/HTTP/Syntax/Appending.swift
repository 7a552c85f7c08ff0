extension [UInt8] {
  /// Appends the bytes of a text. In one piece: its view is appended at a call for each few bytes.
  public mutating func append(utf8 text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  /// Appends the bytes of a text that stands in the source.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Appends a number that is not negative in decimal digits, at least `width` of them, which is at most 20.
  ///
  /// - Parameter fraction: how many of the digits stand behind a point, before which there is one at least.
  public mutating func append(decimal number: Int, width: Int = 1, fraction: Int = 0) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
      var (rest, digits, start) = (number.magnitude, 0, text.count)
      func write(_ byte: UInt8) {
        start -= 1
        text[start] = byte
      }
      func writeDigit() {
        write(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
        digits += 1
      }
      while digits < fraction { writeDigit() }
      if fraction > 0 { write(UInt8(ascii: ".")) }
      repeat { writeDigit() } while rest > 0 || digits < width
      append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
  }

  /// Appends the 16 hexadecimal digits of a word.
  public mutating func append(hexadecimal word: UInt64) {
    let digits = (hexadecimalDigits(word >> 32).bigEndian, hexadecimalDigits(word & 0xFFFF_FFFF).bigEndian)
    Swift.withUnsafeBytes(of: digits) { append(contentsOf: $0) }
  }
}

/// The eight digits of 32 bits, the first in the highest byte: all at once, a byte for each.
private func hexadecimalDigits(_ bits: UInt64) -> UInt64 {
  var digits = bits
  digits = (digits & 0xFFFF_0000) << 16 | digits & 0x0000_FFFF
  digits = (digits & 0x0000_FF00_0000_FF00) << 8 | digits & 0x0000_00FF_0000_00FF
  digits = (digits & 0x00F0_00F0_00F0_00F0) << 4 | digits & 0x000F_000F_000F_000F
  let isLetter = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
  return digits &+ 0x3030_3030_3030_3030 &+ isLetter &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
}
