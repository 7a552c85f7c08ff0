// Character classes of the grammar, as one table of bit sets over all byte values.
//
//   token   tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
//           (RFC 9110 section 5.6.2)
//   text    HTAB / SP / VCHAR / obs-text: what may stand in a line at all (RFC 9110 section 5.5)
//   host    unreserved / sub-delims / the "%" of an escape: a reg-name (RFC 3986 section 3.2.2)
//   path    host / ":" / "@" / "/" (RFC 3986 section 3.3)
//   query   path / "?" (RFC 3986 section 3.4)

/// A set of the grammar's character classes.
struct CharacterClass: OptionSet {
  let rawValue: UInt8

  static let token = CharacterClass(rawValue: 1)
  static let text = CharacterClass(rawValue: 2)
  static let host = CharacterClass(rawValue: 4)
  static let path = CharacterClass(rawValue: 8)
  static let query = CharacterClass(rawValue: 16)

  /// The classes of each of the 256 byte values.
  static let table: [CharacterClass] = (0...255).map { classes(of: $0) }

  private static func classes(of byte: UInt8) -> CharacterClass {
    let isHost = byte.isAlphanumeric || "-._~%!$&'()*+,;=".utf8.contains(byte)
    let isPath = isHost || ":@/".utf8.contains(byte)
    var classes: CharacterClass = []
    if byte.isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte) { classes.insert(.token) }
    if byte == .tab || (byte >= .space && byte != 0x7F) { classes.insert(.text) }
    if isHost { classes.insert(.host) }
    if isPath { classes.insert(.path) }
    if isPath || byte == .questionMark { classes.insert(.query) }
    return classes
  }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let percent = UInt8(ascii: "%")
  static let asterisk = UInt8(ascii: "*")
  static let comma = UInt8(ascii: ",")
  static let dot = UInt8(ascii: ".")
  static let slash = UInt8(ascii: "/")
  static let colon = UInt8(ascii: ":")
  static let semicolon = UInt8(ascii: ";")
  static let equalsSign = UInt8(ascii: "=")
  static let questionMark = UInt8(ascii: "?")
  static let backslash = UInt8(ascii: "\\")

  /// This byte with A … Z mapped to a … z, and no other byte changed.
  var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

  var isDigit: Bool { (0x30...0x39).contains(self) }

  var isAlphanumeric: Bool { isDigit || (0x61...0x7A).contains(lowercasedASCII) }

  /// Whether this is optional whitespace (OWS) of RFC 9110 section 5.6.3.
  var isWhitespace: Bool { self == .space || self == .tab }

  /// The value of a hexadecimal digit.
  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}
