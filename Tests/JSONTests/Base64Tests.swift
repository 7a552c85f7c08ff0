import JSON
import Testing

/// RFC 4648, section 10, and what section 3 asks a decoder to refuse.
@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func encodesAndDecodes(_ data: String, _ text: String) throws {
    let bytes = Array(data.utf8)
    #expect(written { writer in bytes.withUnsafeBytes { writer.base64($0) } } == "\"\(text)\"")
    #expect(try parse("\"\(text)\"").base64Decoded() == bytes)
  }

  @Test func coversTheAlphabet() throws {
    let bytes = (0..<768).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
    let text = written { writer in bytes.withUnsafeBytes { writer.base64($0) } }
    #expect(try parse(text).base64Decoded() == bytes)
    #expect(text.contains("/") && text.contains("+"))
    #expect(
      try parse(text.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/")).base64Decoded()
        == bytes)
  }

  @Test(arguments: [
    ("\"Zg=\"", Base64Error.badLength(3)), ("\"Z\"", .badLength(1)), ("\"Zm9*\"", .badCharacter(offset: 3)),
    ("\"Z===\"", .badCharacter(offset: 1)),
    ("\"Zg==Zg==\"", .badCharacter(offset: 2)), ("\"Zh==\"", .badCharacter(offset: 1)),
    ("\"Zm9=\"", .badCharacter(offset: 2)), ("\"Zm-_\"", .badCharacter(offset: 2)),
    ("\"Zm\\n9\"", .badCharacter(offset: 2)), ("\"====\"", .badCharacter(offset: 0)), ("7", .notString),
    ("\"éé\"", .badCharacter(offset: 0)),
  ])
  func refusesOtherText(_ text: String, _ error: Base64Error) {
    #expect(throws: error) { try parse(text).base64Decoded() }
  }
}
