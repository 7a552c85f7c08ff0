import JSON

/// The response object around results and errors (section 5). It is appended by hand: the result may be megabytes, and
/// the id has to be the token that came.
enum Envelope {
  static let end = Array("}".utf8)

  /// What stands before the result of a call; a notification's is never sent.
  static func beforeResult(id: ArraySlice<UInt8>?) -> [UInt8] { start(id, key: "\"result\":") }

  /// A whole response object.
  static func error(_ error: RPCError, id: ArraySlice<UInt8>?) -> [UInt8] {
    var writer = JSONWriter(appendingTo: start(id, key: "\"error\":"))
    error.write(to: &writer)
    writer.verbatim(end)
    return writer.bytes
  }

  private static func start(_ id: ArraySlice<UInt8>?, key: StaticString) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    bytes.reserveCapacity(64)
    append("{\"jsonrpc\":\"2.0\",\"id\":")
    if let id { bytes.append(contentsOf: id) } else { append("null") }
    append(",")
    append(key)
    return bytes
  }
}
