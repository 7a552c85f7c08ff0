import HTTP

/// The content codings of this server (RFC 9110 section 8.4.1).
enum ContentCoding: String {
  case gzip
  /// zlib's format. Some clients send bare deflate data under this name; they are understood.
  case deflate

  static let listed = "gzip, deflate"

  /// The coding of a request's body, `nil` for none. Throws for one that is not of this server, and for several.
  init?(ofRequest fields: Fields) throws(Rejection) {
    let names = fields.members(of: "Content-Encoding").filter { $0 != "identity" }
    guard let name = names.first else { return nil }
    guard names.count == 1, let coding = ContentCoding(name: name) else { throw .contentCodingUnknown }
    self = coding
  }

  /// The coding of a name in lower case (RFC 9110 section 18.6).
  private init?(name: String) {
    switch name {
    case "gzip", "x-gzip": self = .gzip
    case "deflate": self = .deflate
    default: return nil
    }
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
  static var noContentCoding: Rejection {
    Rejection(
      .notAcceptable, .init(9110, "12.5.3"), reason: "no_content_coding",
      "Accept-Encoding refuses every coding of this server (\(ContentCoding.listed)), and a body without one",
      fields: ["Vary": "Accept-Encoding"])
  }
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
