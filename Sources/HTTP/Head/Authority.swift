//   Host       = uri-host [ ":" port ]                                   RFC 9110 section 7.2
//   uri-host   = IP-literal / IPv4address / reg-name                     RFC 3986 section 3.2.2
//   IP-literal = "[" ( IPv6address / IPvFuture ) "]"
//   port       = *DIGIT
//
// An empty host is grammar, but no http URI may have one (RFC 9110 section 4.2.1), so it is refused; so is userinfo
// (section 4.2.4). So is the comma that a reg-name may have: no host has one, and two Host lines that somebody on the way
// has joined look like that. An IPv4address is a reg-name as well and needs no rule of its own.

/// A host with an optional port.
struct Authority {
  /// `nil` without a colon or without digits behind it.
  var port: Int?

  /// Parses the bytes of `range`, which must be an authority and nothing else.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard let first = range.first else { return nil }
    let isLiteral = bytes[first] == UInt8(ascii: "[")
    guard let hostEnd = isLiteral ? Authority.literalEnd(bytes, range) : Authority.nameEnd(bytes, range) else {
      return nil
    }
    guard hostEnd < range.upperBound else { return }
    let digits = hostEnd + 1..<range.upperBound
    guard bytes[hostEnd] == .colon else { return nil }
    guard !digits.isEmpty else { return }
    guard let port = bytes.decimal(digits), port <= 65535 else { return nil }
    self.port = port
  }

  private static func nameEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let end = bytes.firstIndex(of: .colon, in: range) ?? range.upperBound
    let name = range.lowerBound..<end
    guard !name.isEmpty, bytes.all(name, .host), bytes.escapesAreWhole(in: name) else { return nil }
    guard bytes.firstIndex(of: .comma, in: name) == nil else { return nil }
    return end
  }

  private static func literalEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]"), in: range) else { return nil }
    let address = range.lowerBound + 1..<bracket
    guard isFuture(bytes, address) || isVersion6(bytes, address) else { return nil }
    return bracket + 1
  }

  /// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
  private static func isFuture(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let first = range.first, bytes[first].lowercasedASCII == UInt8(ascii: "v") else { return false }
    guard let dot = bytes.firstIndex(of: .dot, in: range), dot + 1 < range.upperBound else { return false }
    guard bytes.hexadecimal(first + 1..<dot) != nil else { return false }
    return (dot + 1..<range.upperBound).allSatisfy { bytes[$0] == .colon || bytes.all($0..<$0 + 1, .host) }
  }

  /// Eight groups of up to four digits; one `::` stands for the groups that are missing; an IPv4 address may stand for
  /// the last two.
  private static func isVersion6(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let groups = bytes.text(range).split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count >= 3, groups.count <= 9 else { return false }
    let gaps = groups.dropFirst().dropLast().filter(\.isEmpty).count
    if groups[0].isEmpty, !groups[1].isEmpty { return false }
    if groups[groups.count - 1].isEmpty, !groups[groups.count - 2].isEmpty { return false }
    guard gaps <= 1, let size = size(of: groups) else { return false }
    return gaps == 0 ? size == 8 : size < 8
  }

  /// How many of the eight groups the written ones make, `nil` where one of them is malformed.
  private static func size(of groups: [Substring]) -> Int? {
    var size = 0
    for (position, group) in groups.enumerated() where !group.isEmpty {
      if position == groups.count - 1, group.utf8.contains(.dot) {
        guard isVersion4(group) else { return nil }
        size += 2
      } else {
        guard group.utf8.count <= 4, group.utf8.allSatisfy({ $0.hexValue != nil }) else { return nil }
        size += 1
      }
    }
    return size
  }

  private static func isVersion4(_ address: Substring) -> Bool {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit) && UInt8(part) != nil
      }
  }
}
