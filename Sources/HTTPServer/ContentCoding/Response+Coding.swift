import HTTP

extension Response {
  /// Below this size the coding's own bytes and time are not worth it: a packet holds about as much.
  private static let smallestCoded = 1024

  /// This response in the coding that suits the client of a request with these fields. What a cache must know is said
  /// wherever the answer might have been another (RFC 9110 section 12.5.5).
  consuming func coded(for fields: Fields) -> Response {
    guard !body.isEmpty, !status.forbidsBody, body.count >= Response.smallestCoded || fields.contains("Accept-Encoding")
    else { return self }
    let accepted = AcceptedCodings(fields)
    guard body.count >= Response.smallestCoded || accepted.refusesIdentity, isCompressible else { return self }
    guard accepted.best != nil || !accepted.refusesIdentity || isError else { return .noContentCoding }
    self.fields.append("Vary", "Accept-Encoding")
    guard let coding = accepted.best,
      let encoded = Deflater.encode(body, coding, shrinking: !accepted.refusesIdentity)
    else { return self }
    body = encoded
    self.fields.append("Content-Encoding", coding.rawValue)
    return self
  }

  /// Errors are sent whether the client takes them or not: without a coding they can at least be read.
  private var isError: Bool { status.code >= 400 }

  private static var noContentCoding: Response {
    var response = Rejection.noContentCoding.response
    response.closesConnection = false
    return response
  }

  /// Text, and not yet in a coding.
  private var isCompressible: Bool {
    guard !fields.contains("Content-Encoding"), let type = fields["Content-Type"] else { return false }
    return type.hasPrefix("text/") || type.contains("json") || type.contains("yaml")
  }
}
