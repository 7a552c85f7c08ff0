/// A status code with its registered reason phrase (RFC 9110 section 15, RFC 6585).
public struct Status: Hashable, Sendable {
  public let code: Int

  /// A status of three digits. Codes outside 100 … 999 cannot be written in a status line and become 500.
  public init(_ code: Int) {
    self.code = (100...999).contains(code) ? code : 500
  }

  public static var ok: Status { Status(200) }
  public static var noContent: Status { Status(204) }
  public static var notModified: Status { Status(304) }
  public static var badRequest: Status { Status(400) }
  public static var unauthorized: Status { Status(401) }
  public static var forbidden: Status { Status(403) }
  public static var notFound: Status { Status(404) }
  public static var methodNotAllowed: Status { Status(405) }
  public static var notAcceptable: Status { Status(406) }
  public static var requestTimeout: Status { Status(408) }
  public static var contentTooLarge: Status { Status(413) }
  public static var uriTooLong: Status { Status(414) }
  public static var unsupportedMediaType: Status { Status(415) }
  public static var expectationFailed: Status { Status(417) }
  public static var unprocessableContent: Status { Status(422) }
  public static var requestHeaderFieldsTooLarge: Status { Status(431) }
  public static var internalServerError: Status { Status(500) }
  public static var notImplemented: Status { Status(501) }
  public static var serviceUnavailable: Status { Status(503) }
  public static var gatewayTimeout: Status { Status(504) }
  public static var versionNotSupported: Status { Status(505) }

  /// Whether a response with this status never has a body (RFC 9110 section 6.4.1).
  public var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

  /// The registered phrase, empty for a code that has none here.
  public var phrase: String { Status.phrases[code] ?? "" }

  /// The line with which a response of this status begins, with its end (RFC 9112 section 4).
  var line: [UInt8] { Status.lines[code] ?? Status.line(code, "") }

  private static let lines = [Int: [UInt8]](uniqueKeysWithValues: phrases.map { ($0, line($0, $1)) })

  private static func line(_ code: Int, _ phrase: String) -> [UInt8] {
    ResponseEncoder.version + Array("\(code) \(phrase)\r\n".utf8)
  }

  private static let phrases: [Int: String] = [
    100: "Continue", 101: "Switching Protocols",
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
    301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 411: "Length Required",
    412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type",
    416: "Range Not Satisfiable", 417: "Expectation Failed", 421: "Misdirected Request",
    422: "Unprocessable Content", 426: "Upgrade Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported",
  ]
}
