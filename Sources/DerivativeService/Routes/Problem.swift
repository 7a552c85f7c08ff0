import HTTP
import JSON
import JSONRPC

// Problem details (RFC 9457). `type` is the same word that `error.data.type` of a JSON-RPC error is: a relative reference,
// which section 3.1.1 allows, and which programs can compare.

extension Response {
  /// Seconds after which a refused request is worth repeating: the queue is short, so it empties soon.
  static let retryAfter = "1"

  /// A problem document; `members` writes what it has beyond the four that all have.
  static func problem(
    _ status: Status, type: String, _ detail: String, _ members: (inout JSONWriter) -> Void = { _ in }
  ) -> Response {
    problem(status, type: type, title: status.phrase, detail, members)
  }

  /// The problem that an error of a call is, where there is no envelope to say it in.
  static func problem(_ error: RPCError) -> Response {
    let status = Status(error.code)
    var response = problem(status, type: error.type, title: error.code.phrase, error.message) {
      $0.member("code", error.code.rawValue)
      $0.member("path", error.path)
      $0.member("message", error.message)
      for detail in error.details {
        switch detail.value {
        case .string(let text): $0.member(detail.name, text)
        case .integer(let number): $0.member(detail.name, number)
        }
      }
    }
    if status == .serviceUnavailable { response.fields.append("Retry-After", retryAfter) }
    return response
  }

  private static func problem(
    _ status: Status, type: String, title: String, _ detail: String, _ members: (inout JSONWriter) -> Void
  ) -> Response {
    var writer = JSONWriter()
    writer.object {
      $0.member("type", type)
      $0.member("title", title)
      $0.member("status", status.code)
      $0.member("detail", detail)
      members(&$0)
    }
    return Response(status, contentType: "application/problem+json", body: writer.bytes)
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ value: String) {
    key(name)
    write(value)
  }

  fileprivate mutating func member(_ name: String, _ value: Int) {
    key(name)
    write(value)
  }
}

extension Status {
  /// The status of an error that is answered without an envelope.
  init(_ code: RPCError.Code) {
    switch code {
    case .parseError, .invalidRequest: self = .badRequest
    case .methodNotFound, .noSuchModel: self = .notFound
    case .invalidParams: self = .unprocessableContent
    case .limitExceeded: self = .contentTooLarge
    case .overloaded: self = .serviceUnavailable
    case .deadlineExceeded: self = .gatewayTimeout
    default: self = .internalServerError
    }
  }
}
