/// A request method: a case-sensitive token (RFC 9110 section 9.1). Any token is a method; the ones that this project
/// answers have names here.
public struct Method: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public static var get: Method { Method(rawValue: "GET") }
  public static var head: Method { Method(rawValue: "HEAD") }
  public static var post: Method { Method(rawValue: "POST") }
  public static var put: Method { Method(rawValue: "PUT") }
  public static var delete: Method { Method(rawValue: "DELETE") }
  public static var connect: Method { Method(rawValue: "CONNECT") }
  public static var options: Method { Method(rawValue: "OPTIONS") }
  public static var trace: Method { Method(rawValue: "TRACE") }
  public static var patch: Method { Method(rawValue: "PATCH") }

  /// A GET with a body, in OpenAPI 3.2 and the IETF's draft-ietf-httpbis-safe-method-w-body.
  public static var query: Method { Method(rawValue: "QUERY") }

  /// Whether RFC 9110 section 9, RFC 5789 or the draft of `QUERY` defines the method: one that is not defined is not
  /// implemented, where one that is may not be allowed.
  public var isStandard: Bool {
    switch self {
    case .get, .head, .post, .put, .delete, .connect, .options, .trace, .patch, .query: true
    default: false
    }
  }
}

extension Method: CustomStringConvertible {
  public var description: String { rawValue }
}
