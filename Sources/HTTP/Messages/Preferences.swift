//   Accept          = #( media-range [ weight ] )                        RFC 9110 section 12.5.1
//   Accept-Encoding = #( codings [ weight ] )                            RFC 9110 section 12.5.3
//   weight          = OWS ";" OWS "q=" qvalue                            RFC 9110 section 12.4.2
//   qvalue          = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )

/// What a client prefers, as one of the `Accept` fields lists it. Weights are in thousandths.
public struct Preferences: Sendable {
  private var weights: [(name: String, weight: Int)] = []

  /// The preferences of all lines of one name; `nil` without such a line. An element whose weight is malformed counts
  /// as refused; its other parameters count for nothing.
  public init?(_ fields: Fields, _ name: String) {
    let values = fields.values(of: name)
    guard !values.isEmpty else { return nil }
    for value in values {
      let span = value.span
      span.forEachElement(in: span.range, separator: .comma) { element in
        if !element.isEmpty { weights.append(Preferences.parse(span, element)) }
      }
    }
  }

  /// Whether nothing is listed.
  public var isEmpty: Bool { weights.isEmpty }

  /// The weight of exactly this name, in lower case; `nil` where it is not listed.
  public func weight(of name: String) -> Int? {
    weights.first { $0.name == name }?.weight
  }

  /// The weight of a coding such as `gzip`: its own or that of `*`; without either it is not asked for.
  public func weight(ofCoding coding: String) -> Int {
    weight(of: coding) ?? weight(of: "*") ?? 0
  }

  /// The weight of a media type such as `application/json`: that of the narrowest range that holds it.
  public func weight(ofMediaType type: String) -> Int {
    let wide = type.prefix { $0 != "/" } + "/*"
    return weight(of: type) ?? weight(of: String(wide)) ?? weight(of: "*/*") ?? 0
  }

  private static func parse(_ bytes: Span<UInt8>, _ element: Range<Int>) -> (name: String, weight: Int) {
    var name: String?
    var weight: Int? = 1000
    bytes.forEachElement(in: element, separator: .semicolon) { part in
      if name == nil {
        name = bytes.lowercasedText(part)
      } else if part.count >= 2, bytes.equals(part.prefix(2), "q=") {
        weight = thousandths(bytes, part.dropFirst(2))
      }
    }
    return (name ?? "", weight ?? 0)
  }

  private static func thousandths(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard let first = range.first, range.count <= 5 else { return nil }
    guard let whole = bytes.decimal(first..<first + 1), range.count == 1 || bytes[first + 1] == .dot else { return nil }
    let decimals = range.dropFirst(2)
    let scale = [1000, 100, 10, 1][decimals.count]
    guard let part = decimals.isEmpty ? 0 : bytes.decimal(decimals) else { return nil }
    let weight = whole * 1000 + part * scale
    return weight <= 1000 ? weight : nil
  }
}
