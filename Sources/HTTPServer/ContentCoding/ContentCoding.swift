import HTTP

/// The content codings of this server (RFC 9110 section 8.4.1).
enum ContentCoding: String {
  case gzip
  /// zlib's format. Some clients send bare deflate data under this name; they are understood.
  case deflate

  static let listed = "gzip, deflate"

  /// The coding of a request's body, `nil` for none. Throws for one that is not of this server, and for several.
  init?(ofRequest fields: Fields) throws(Rejection) {
    let values = fields.values(of: "Content-Encoding")
    guard !values.isEmpty else { return nil }
    switch values.map({ String(decoding: $0, as: UTF8.self).lowercased() }).joined(separator: ",") {
    case "gzip", "x-gzip": self = .gzip
    case "deflate": self = .deflate
    case "", "identity": return nil
    default: throw .contentCodingUnknown
    }
  }

  /// The coding in which a response is best sent to a client of these request fields, `nil` for none. A client that
  /// does not say gets none.
  init?(preferredBy fields: Fields) {
    guard let preferences = Preferences(fields, "Accept-Encoding") else { return nil }
    let gzip = max(preferences.weight(ofCoding: "gzip"), preferences.weight(of: "x-gzip") ?? 0)
    let deflate = preferences.weight(ofCoding: "deflate")
    let identity = preferences.weight(of: "identity") ?? 1
    guard max(gzip, deflate) > 0, max(gzip, deflate) >= identity else { return nil }
    self = gzip >= deflate ? .gzip : .deflate
  }

  /// zlib's number for a format, with the largest window.
  var windowBits: Int32 {
    switch self {
    case .gzip: 15 + 16
    case .deflate: 15
    }
  }
}

extension Rejection {
  static var contentCodingUnknown: Rejection {
    Rejection(
      .unsupportedMediaType, .init(9110, "8.4"), reason: "content_coding_unknown",
      "The content coding of the body is not one of \(ContentCoding.listed)",
      fields: ["Accept-Encoding": ContentCoding.listed])
  }
  static var contentCoding: Rejection {
    Rejection(
      .badRequest, .init(9110, "8.4.1"), reason: "content_coding", "The body is not what its Content-Encoding says")
  }
  static var decodedBodyTooLarge: Rejection {
    Rejection(
      .contentTooLarge, .init(9110, "15.5.14"), reason: "decoded_body_too_large",
      "The decoded body is larger than this server accepts")
  }
}
