import HTTP

extension Response {
  /// Below this size the coding's own bytes and time are not worth it: a packet holds about as much.
  private static let smallestCoded = 1024

  /// This response in the coding that suits the client of a request with these fields. What a cache must know is said
  /// wherever the answer might have been another (RFC 9110 section 12.5.5).
  consuming func coded(for fields: Fields) -> Response {
    guard body.count >= Response.smallestCoded, !status.forbidsBody, isCompressible else { return self }
    self.fields.append("Vary", "Accept-Encoding")
    guard let coding = ContentCoding(preferredBy: fields), let encoded = Deflater.encode(body, coding) else {
      return self
    }
    body = encoded
    self.fields.append("Content-Encoding", coding.rawValue)
    return self
  }

  /// Text, and not yet in a coding.
  private var isCompressible: Bool {
    guard !fields.contains("Content-Encoding"), let type = fields["Content-Type"] else { return false }
    return type.hasPrefix("text/") || type.contains("json") || type.contains("yaml")
  }
}
