// All names and values of a section stand in one byte array, one after the other as they came; the index says where:
//
//   bytes   H o s t : _ a . e x \r\n A c c e p t : _ * / * \r\n
//   index   [0..<4  6..<10]          [12..<18  20..<23]
//
// A parsed head therefore becomes `Fields` without copying a single field, and a lookup compares bytes in place.
// Names are never turned into `String` to be compared: Unicode case mapping turns U+212A into "k".

/// An ordered list of header fields. Names are compared byte by byte without regard to ASCII case; repeated names keep
/// their lines and their order.
public struct Fields: Sendable {
  struct Entry: Sendable {
    var name: Range<Int32>
    var value: Range<Int32>
  }

  /// One field line, without the whitespace around its value.
  public struct Field: Sendable {
    public var name: ArraySlice<UInt8>
    public var value: ArraySlice<UInt8>
  }

  private var bytes: [UInt8]
  private var index: [Entry]

  /// What a response's fields come to, mostly: lines that are added later find room.
  private static let (usualByteCount, usualCount) = (256, 8)

  /// No lines.
  public init() {
    bytes = []
    index = []
  }

  /// Takes over a parsed head. `index` holds ranges inside `bytes`.
  init(bytes: [UInt8], index: [Entry]) {
    self.bytes = bytes
    self.index = index
  }

  /// Appends a line. Complexity: O(length of name and value).
  public mutating func append(_ name: String, _ value: String) {
    append(name) { $0.append(utf8: value) }
  }

  /// Appends a line of which the value is written in bytes: `appendValue` appends it to those that are there.
  public mutating func append(_ name: String, _ appendValue: (inout [UInt8]) -> Void) {
    let nameStart = Int32(clamping: bytes.count)
    bytes.append(utf8: name)
    let valueStart = Int32(clamping: bytes.count)
    appendValue(&bytes)
    let end = Int32(clamping: bytes.count)
    index.append(Entry(name: nameStart..<valueStart, value: valueStart..<end))
  }

  /// Replaces every line of this name by one.
  public mutating func set(_ name: String, _ value: String) {
    remove(name)
    append(name, value)
  }

  /// Removes every line of this name.
  public mutating func remove(_ name: String) {
    index = index.filter { !matches($0, name) }
  }

  /// The first value of this name, `nil` where no line has the name. Bytes that are not UTF-8 become U+FFFD.
  /// Complexity: O(number of lines).
  public subscript(_ name: String) -> String? {
    firstValue(of: name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of the first value of this name.
  public func firstValue(of name: String) -> ArraySlice<UInt8>? {
    firstPosition(of: name).map { bytes[$0] }
  }

  /// The values of all lines of this name, in their order.
  public func values(of name: String) -> [ArraySlice<UInt8>] {
    index.filter { matches($0, name) }.map(value)
  }

  /// The members of the lists that all lines of this name make together, in ASCII lower case; empty ones are left out
  /// (RFC 9110 section 5.6.1).
  public func members(of name: String) -> [String] {
    var members: [String] = []
    for value in values(of: name) {
      let span = value.span
      span.forEachElement(in: span.range) { if !$0.isEmpty { members.append(span.lowercasedText($0)) } }
    }
    return members
  }

  /// Whether a line has this name.
  public func contains(_ name: String) -> Bool {
    index.contains { matches($0, name) }
  }

  /// The least byte of all names and values. The compiler compares many at once, which it does not where a search may end at each.
  var leastByte: UInt8 {
    bytes.withUnsafeBufferPointer { bytes in
      var least = UInt8.max
      for byte in bytes { least = Swift.min(least, byte) }
      return least
    }
  }

  /// How many bytes the storage has: of a parsed head all of its own.
  var byteCount: Int { bytes.count }

  /// Lends the bytes of the storage.
  func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R { body(bytes.span) }

  /// Where in the storage the first value of this name stands.
  func firstPosition(of name: String) -> Range<Int>? {
    index.first { matches($0, name) }.map { Int($0.value.lowerBound)..<Int($0.value.upperBound) }
  }

  /// Writes the bytes that `text` has in `range` there in the storage.
  mutating func replaceBytes(in range: Range<Int>, with text: Span<UInt8>) {
    for position in range { bytes[position] = text[position] }
  }

  private func matches(_ entry: Entry, _ name: String) -> Bool {
    guard entry.name.count == name.utf8.count else { return false }
    return slice(entry.name).equalsIgnoringCase(name)
  }

  private func value(_ entry: Entry) -> ArraySlice<UInt8> {
    slice(entry.value)
  }

  private func slice(_ range: Range<Int32>) -> ArraySlice<UInt8> {
    bytes[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}

extension Fields: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { index.count }

  public subscript(position: Int) -> Field {
    Field(name: slice(index[position].name), value: slice(index[position].value))
  }
}

extension Fields: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init()
    bytes.reserveCapacity(Fields.usualByteCount)
    index.reserveCapacity(Fields.usualCount)
    for (name, value) in elements { append(name, value) }
  }
}

extension Fields: Equatable {
  /// The same lines in the same order, names without regard to case.
  public static func == (left: Fields, right: Fields) -> Bool {
    left.elementsEqual(right) {
      $0.value == $1.value && $0.name.elementsEqual($1.name) { $0.lowercasedASCII == $1.lowercasedASCII }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether these bytes are `text` up to ASCII case. In its storage: to ask its view for one byte after the other takes a call for each.
  public func equalsIgnoringCase(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { elementsEqual($0) { $0.lowercasedASCII == $1.lowercasedASCII } }
  }
}
