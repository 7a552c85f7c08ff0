import JSON

/// The response object around results and errors (section 5). It is appended by hand: the result may be megabytes, and
/// the id has to be the token that came.
enum Envelope {
  static let end = Array("}".utf8)

  /// What stands before the result of a call; a notification's is never sent.
  static func beforeResult(id: JSONValue?) -> [UInt8] { start(id) + Array("\"result\":".utf8) }

  /// A whole response object.
  static func error(_ error: RPCError, id: JSONValue?) -> [UInt8] {
    var writer = JSONWriter(appendingTo: start(id) + Array("\"error\":".utf8))
    error.write(to: &writer)
    writer.verbatim(end)
    return writer.bytes
  }

  private static func start(_ id: JSONValue?) -> [UInt8] {
    var bytes = Array("{\"jsonrpc\":\"2.0\",\"id\":".utf8)
    bytes.append(contentsOf: id?.rawText ?? Array("null".utf8)[...])
    bytes.append(UInt8(ascii: ","))
    return bytes
  }
}
