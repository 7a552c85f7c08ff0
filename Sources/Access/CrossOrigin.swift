// Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol), by an exact list of origins. Answers
// never carry `*`, nor `Access-Control-Allow-Credentials`: a page that may call sends its token itself, and cookies mean
// nothing here.

import HTTP

/// Which web pages a browser lets call the server.
public struct CrossOrigin: Sendable {
  private let origins: Set<String>

  private static let methods = "GET, HEAD, POST, OPTIONS"
  private static let requestFields = "Authorization, Content-Type, Content-Encoding, Traceparent, Tracestate"
  private static let responseFields = "Allow, Retry-After, Server-Timing, Traceparent, WWW-Authenticate"
  /// Seconds for which a browser remembers what it was allowed.
  private static let memory = "600"

  /// Throws where an origin is none that a browser sends, or is `*`.
  public init(_ origins: [String]) throws(AccessError) {
    for origin in origins where !CrossOrigin.isOrigin(origin) { throw .malformedOrigin(origin) }
    self.origins = Set(origins)
  }

  /// A scheme, a host in lower case and a port where it is not the scheme's own; no path, not even a slash.
  private static func isOrigin(_ text: String) -> Bool {
    text.wholeMatch(of: /https?:\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/) != nil
      && text.wholeMatch(of: /http:.*:80|https:.*:443/) == nil
  }

  /// The origin of the page that a request comes from, where it is listed.
  func origin(of fields: Fields) -> String? {
    let values = fields.values(of: "Origin")
    guard values.count == 1, let origin = fields["Origin"], origins.contains(origin) else { return nil }
    return origin
  }

  /// The answer to a browser that asks what a page may do; nil for any other request.
  func preflight(_ request: borrowing Request, from origin: String?) -> Response? {
    guard origin != nil, request.method == .options, request.fields.contains("Access-Control-Request-Method") else {
      return nil
    }
    return Response(
      .noContent,
      fields: [
        "Access-Control-Allow-Methods": CrossOrigin.methods,
        "Access-Control-Allow-Headers": CrossOrigin.requestFields,
        "Access-Control-Max-Age": CrossOrigin.memory,
        "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
      ])
  }

  /// Adds what a browser looks for. Every response says that it depends on the origin, so that no cache gives one page's
  /// to another.
  func complete(_ response: inout Response, for origin: String?) {
    response.fields.append("Vary", "Origin")
    guard let origin else { return }
    response.fields.append("Access-Control-Allow-Origin", origin)
    response.fields.append("Access-Control-Expose-Headers", CrossOrigin.responseFields)
  }
}
