import HTTP
import JSON

extension Response {
  /// A document that `write` writes.
  static func json(_ status: Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
    var writer = JSONWriter()
    write(&writer)
    return json(status, text: writer.bytes)
  }

  /// A document that is written already. One that says to come again says when.
  static func json(_ status: Status = .ok, text: [UInt8]) -> Response {
    var response = Response(status, contentType: "application/json", body: text)
    if status == .serviceUnavailable { response.fields.append("Retry-After", retryAfter) }
    return response
  }
}
