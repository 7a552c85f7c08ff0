/// The value of an `Authorization` field: `Bearer`, in any case, spaces and a token (RFC 6750 section 2.1, RFC 9110 section 11.4).
struct BearerCredentials {
  let token: ArraySlice<UInt8>

  init?(_ value: ArraySlice<UInt8>) {
    let scheme = value.prefix { $0 != UInt8(ascii: " ") }
    let token = value.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }
    guard scheme.map({ $0 | 0x20 }) == Array("bearer".utf8), BearerCredentials.isToken(token) else { return nil }
    self.token = token
  }

  /// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
  static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    let body = bytes.prefix(while: isTokenByte)
    return !body.isEmpty && bytes.dropFirst(body.count).allSatisfy { $0 == UInt8(ascii: "=") }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-._~+/".utf8.contains(byte)
    }
  }
}
