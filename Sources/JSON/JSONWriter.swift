import CMemory
import CSimdJSON

/// Appends JSON to bytes, one value after the other; there is no tree.
///
/// Commas come by themselves: in an array, write the values; in an object, a key before each. What is written is valid
/// JSON as long as these two are kept to and one value stands at the top.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8]
  /// Whether a value ended last, so that another one in the same container needs a comma before it.
  private var followsValue = false

  /// Room that is made at once: most texts are short.
  private static let usualByteCount = 512

  /// Goes on behind `bytes`, which are left as they are.
  public init(appendingTo bytes: [UInt8] = []) {
    self.bytes = bytes
    self.bytes.reserveCapacity(bytes.count + JSONWriter.usualByteCount)
  }

  /// Makes room for a text of so many bytes: where it comes in pieces, those that are written need not move for the others.
  public mutating func reserve(_ byteCount: Int) {
    bytes.reserveCapacity(bytes.count + byteCount)
    bytes.withUnsafeMutableBytes { pf_expect_large($0.baseAddress, byteCount) }
  }

  /// Writes an object; `members` writes keys and values by turns.
  public mutating func object<Failure: Error>(_ members: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    try container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  /// Writes an array; `elements` writes its values.
  public mutating func array<Failure: Error>(_ elements: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    try container(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
  }

  private mutating func container<Failure: Error>(
    _ opening: UInt8, _ closing: UInt8, _ contents: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    value { $0.append(opening) }
    followsValue = false
    try contents(&self)
    bytes.append(closing)
    followsValue = true
  }

  /// Writes the key of the next value.
  public mutating func key(_ name: String) {
    write(name)
    bytes.append(UInt8(ascii: ":"))
    followsValue = false
  }

  public mutating func null() { raw("null".utf8) }

  public mutating func write(_ integer: Int) { write(Int64(integer)) }

  /// Writes a number, or a boolean. A float is written with the fewest digits that give it back in its own type, and
  /// always with a point or an exponent; what is not finite as `"NaN"`, `"Infinity"`, `"-Infinity"`.
  public mutating func write<Scalar: JSONScalar>(_ scalar: Scalar) {
    value { bytes in
      bytes.append(addingCapacity: Int(PF_JSON_NUMBER_ROOM)) { span in
        span.withUnsafeMutableBufferPointer { buffer, count in
          withUnsafePointer(to: scalar) { count = pf_json_write_number(Scalar.jsonType.code, $0, buffer.baseAddress) }
        }
      }
    }
  }

  /// Writes a string, with no more escapes than it needs.
  public mutating func write(_ string: String) {
    value { bytes in
      bytes.append(UInt8(ascii: "\""))
      var string = string
      string.withUTF8 { text in
        if text.allSatisfy(isPlain) {
          bytes.append(contentsOf: text)
        } else {
          for byte in text { isPlain(byte) ? bytes.append(byte) : bytes.append(contentsOf: escape(byte)) }
        }
      }
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// Writes a value that is JSON already: an id as it came, a result that was written elsewhere.
  public mutating func raw(_ json: some Collection<UInt8>) {
    value { $0.append(contentsOf: json) }
  }

  /// Appends bytes as they are, without a comma: the end of a text that the writer was begun in the middle of.
  public mutating func verbatim(_ text: some Collection<UInt8>) {
    bytes.append(contentsOf: text)
  }

  mutating func value<Failure: Error>(_ append: (inout [UInt8]) throws(Failure) -> Void) throws(Failure) {
    if followsValue { bytes.append(UInt8(ascii: ",")) }
    try append(&bytes)
    followsValue = true
  }
}

/// Whether a byte may stand in a string as it is.
private func isPlain(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
}

/// The escape sequence of a character that may not stand in a string as it is (RFC 8259 section 7).
private func escape(_ byte: UInt8) -> [UInt8] {
  let letters: [UInt8: Character] = [0x08: "b", 0x09: "t", 0x0A: "n", 0x0C: "f", 0x0D: "r", 0x22: "\"", 0x5C: "\\"]
  if let letter = letters[byte] { return Array("\\\(letter)".utf8) }
  let digits = String(byte, radix: 16)
  return Array("\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8)
}
