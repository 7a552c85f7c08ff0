// Character classes of the grammar, as one table of bit sets over all byte values.
//
//   tchar    = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
//              (RFC 9110 section 5.6.2)
//   fieldChar = HTAB / SP / VCHAR / obs-text: what may stand in a field line (RFC 9110 section 5.5)
//   pathChar  = unreserved / pct-encoded's "%" / sub-delims / ":" / "@" / "/" (RFC 3986 section 3.3)
//   queryChar = pathChar / "?" (RFC 3986 section 3.4)
//   hostChar  = unreserved / "%" / sub-delims, of a reg-name (RFC 3986 section 3.2.2)

/// A set of the grammar's character classes.
struct CharacterClass: OptionSet {
  let rawValue: UInt8

  static let token = CharacterClass(rawValue: 1)
  static let field = CharacterClass(rawValue: 2)
  static let path = CharacterClass(rawValue: 4)
  static let query = CharacterClass(rawValue: 8)
  static let host = CharacterClass(rawValue: 16)
  static let hexDigit = CharacterClass(rawValue: 32)
  static let digit = CharacterClass(rawValue: 64)

  /// The classes of each of the 256 byte values.
  static let table: [CharacterClass] = (0...255).map { classes(of: UInt8($0)) }

  private static func classes(of byte: UInt8) -> CharacterClass {
    let isAlphanumeric = byte.isDigit || (0x61...0x7A).contains(byte.lowercasedASCII)
    let isUnreserved = isAlphanumeric || "-._~".utf8.contains(byte)
    let isHost = isUnreserved || "%!$&'()*+,;=".utf8.contains(byte)
    let isPath = isHost || ":@/".utf8.contains(byte)
    var classes: CharacterClass = []
    if isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte) { classes.insert(.token) }
    if byte == .tab || (byte >= .space && byte != 0x7F) { classes.insert(.field) }
    if isPath { classes.insert(.path) }
    if isPath || byte == UInt8(ascii: "?") { classes.insert(.query) }
    if isHost { classes.insert(.host) }
    if byte.hexValue != nil { classes.insert(.hexDigit) }
    if byte.isDigit { classes.insert(.digit) }
    return classes
  }
}

extension UInt8 {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20

  /// This byte with A … Z mapped to a … z, and no other byte changed.
  var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

  var isDigit: Bool { (0x30...0x39).contains(self) }

  /// The value of a hexadecimal digit.
  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  func belongs(to set: CharacterClass) -> Bool {
    CharacterClass.table[Int(self)].contains(set)
  }
}
