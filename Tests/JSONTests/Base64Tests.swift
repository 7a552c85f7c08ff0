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
    #expect(try parse("\"\(text)\"").base64().decoded() == bytes)
  }

  @Test func coversTheAlphabet() throws {
    let bytes = (0..<768).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
    let text = written { writer in bytes.withUnsafeBytes { writer.base64($0) } }
    #expect(try parse(text).base64().decoded() == bytes)
    #expect(text.contains("/") && text.contains("+"))
    #expect(
      try parse(text.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/")).base64()
        .decoded()
        == bytes)
  }

  @Test func lengthsAreTakenWhole() throws {
    for count in 0..<100 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 255 &- $0 &* 89) }
      let text = written { writer in bytes.withUnsafeBytes { writer.base64($0) } }
      #expect(text.utf8.count == 2 + (count + 2) / 3 * 4)
      let base64 = try parse(text).base64()
      #expect(base64.byteCount == count)
      #expect(try base64.decoded() == bytes)
    }
  }

  @Test func everyPlaceAndCharacterIsChecked() throws {
    let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for place in 0..<48 {
      for byte in UInt8(0x20)...0x7E
      where !letters.contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
        var text = [UInt8](repeating: UInt8(ascii: "w"), count: 52)
        text[place] = byte
        #expect(throws: Base64Error.badCharacter(offset: place)) {
          try parse("\"\(String(decoding: text, as: UTF8.self))\"").base64().decoded()
        }
      }
    }
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
    #expect(throws: error) { try parse(text).base64().decoded() }
  }
}
