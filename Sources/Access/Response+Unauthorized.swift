import HTTP

extension Response {
  /// What is wrong with a request's credentials.
  enum Lack {
    case missing, malformed, unknown
  }

  /// The problem document of a request without the right to be answered, with the challenge of RFC 6750 section 3.
  static func unauthorized(_ lack: Lack) -> Response {
    let (detail, error) =
      switch lack {
      case .missing: ("send a token of this server: Authorization: Bearer …", "")
      case .malformed: ("the Authorization field is not the word Bearer and one token", #", error="invalid_request""#)
      case .unknown: ("the token is none of this server's", #", error="invalid_token""#)
      }
    let body = #"{"type":"unauthorized","title":"Unauthorized","status":401,"detail":"\#(detail)"}"#
    var response = Response(.unauthorized, contentType: "application/problem+json", body: Array(body.utf8))
    response.fields.append("WWW-Authenticate", #"Bearer realm="pushforward"\#(error)"#)
    return response
  }
}
