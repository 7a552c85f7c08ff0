//   field-line  = field-name ":" OWS field-value OWS                     RFC 9112 section 5
//   field-name  = token
//   field-value = *( HTAB / SP / VCHAR / obs-text )                      what LineReader lets through

/// Where name and value stand in one field line.
struct FieldLine {
  var name: Range<Int>
  var value: Range<Int>

  /// Parses the bytes of `range`, a line that is not empty, without its CRLF. A line that begins with whitespace
  /// continues the line before it, which is obsolete; `isFirst` says that there is none (RFC 9112 section 2.2).
  init(_ bytes: Span<UInt8>, _ range: Range<Int>, isFirst: Bool = false) throws(Rejection) {
    if let first = range.first, bytes[first].isWhitespace {
      throw isFirst ? .leadingWhitespace : .foldedField
    }
    guard let colon = bytes.firstIndex(of: .colon, in: range) else { throw .fieldLine }
    name = range.lowerBound..<colon
    guard !name.isEmpty, bytes.all(name, .token) else { throw .fieldName }
    value = bytes.trimmed(colon + 1..<range.upperBound)
  }
}
