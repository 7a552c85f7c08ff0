// How the parsers look at bytes: spans, which check every index and copy nothing. Functions give ranges inside a span
// rather than spans, so that what they found can be kept.

extension Span<UInt8> {
  /// The whole span as a range.
  var range: Range<Int> { 0..<count }

  /// Whether every byte inside `range` is of the class.
  func all(_ range: Range<Int>, _ set: CharacterClass) -> Bool {
    let table = CharacterClass.table
    return firstIndex(in: range) { !table[Int($0)].contains(set) } == nil
  }

  /// The first position of `byte` inside `range`.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? { firstIndex(in: range) { $0 == byte } }

  /// The first position inside `range`, which is checked once and not at each byte, whose byte is as `condition` says.
  @inline(__always)
  func firstIndex(in range: Range<Int>, where condition: (UInt8) -> Bool) -> Int? {
    extracting(range).withUnsafeBufferPointer { $0.firstIndex(where: condition) }.map { range.lowerBound + $0 }
  }

  /// Whether the bytes of `range` are `text` up to ASCII case. `text` is lowercase.
  func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for offset in 0..<text.count where self[range.lowerBound + offset].lowercasedASCII != text[offset] {
        return false
      }
      return true
    }
  }

  /// `range` without the optional whitespace at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isWhitespace { start += 1 }
    while start < end, self[end - 1].isWhitespace { end -= 1 }
    return start..<end
  }

  /// Calls `body` with each element of a list (RFC 9110 section 5.6.1), trimmed; empty elements too.
  func forEachElement(in range: Range<Int>, separator: UInt8 = .comma, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    while let end = firstIndex(of: separator, in: start..<range.upperBound) {
      body(trimmed(start..<end))
      start = end + 1
    }
    body(trimmed(start..<range.upperBound))
  }

  /// The number that the digits of `range` write in base ten; `nil` without a digit, for another character, a sign, or
  /// beyond `Int.max`.
  func decimal(_ range: Range<Int>) -> Int? {
    number(range, base: 10)
  }

  /// The same in base sixteen.
  func hexadecimal(_ range: Range<Int>) -> Int? {
    number(range, base: 16)
  }

  private func number(_ range: Range<Int>, base: Int) -> Int? {
    guard !range.isEmpty else { return nil }
    var number = 0
    for position in range {
      guard let digit = self[position].hexValue, digit < base else { return nil }
      let (product, overflows) = number.multipliedReportingOverflow(by: base)
      let (sum, carries) = product.addingReportingOverflow(Int(digit))
      guard !overflows, !carries else { return nil }
      number = sum
    }
    return number
  }

  /// Whether each "%" inside `range` begins an escape of two hexadecimal digits (RFC 3986 section 2.1).
  func escapesAreWhole(in range: Range<Int>) -> Bool {
    for position in range where self[position] == .percent {
      guard position + 2 < range.upperBound else { return false }
      guard self[position + 1].hexValue != nil, self[position + 2].hexValue != nil else { return false }
    }
    return true
  }

  /// Whether an escape inside `range`, all of which are whole, stands for a control character.
  func hasEscapedControl(in range: Range<Int>) -> Bool {
    for position in range where self[position] == .percent {
      guard let byte = hexadecimal(position + 1..<position + 3) else { return false }
      if byte < 0x20 || byte == 0x7F { return true }
    }
    return false
  }

  /// The bytes of `range` as text; bytes that are not UTF-8 become U+FFFD.
  func text(_ range: Range<Int>) -> String {
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of `range` as text, A … Z as a … z and no other character changed.
  func lowercasedText(_ range: Range<Int>) -> String {
    String(decoding: range.map { self[$0].lowercasedASCII }, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Appends the bytes of `range`.
  mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
    span.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
