import HTTP

extension Fields {
  /// Whether a body of JSON is what the fields say. They need not say so: many clients send no `Content-Type`, or the one
  /// that their library sends for any text, form or bytes. One that names something else is believed.
  var sendsJSON: Bool {
    if isMissing("Content-Type", or: "application/json") { return true }
    return members(of: "Content-Type").allSatisfy { value in
      let type = String(value.prefix { $0 != ";" && $0 != " " && $0 != "\t" })
      return type.hasSuffix("+json") || Fields.typesOfJSON.contains(type)
    }
  }

  /// Whether the client takes JSON for an answer (RFC 9110 section 12.5.1). Without a preference it does.
  var acceptsJSON: Bool {
    if isMissing("Accept", or: "*/*") { return true }
    guard let preferences = Preferences(self, "Accept"), !preferences.isEmpty else { return true }
    return Fields.answersOfJSON.contains { preferences.weight(ofMediaType: $0) > 0 }
  }

  /// Whether there is no field of this name, or one of just this value: what most requests have, found without a copy.
  private func isMissing(_ name: String, or usual: String) -> Bool {
    firstValue(of: name)?.equalsIgnoringCase(usual) ?? true
  }

  /// The names that JSON goes by, and those that mean nothing.
  private static let typesOfJSON: Set = [
    "application/json", "text/json", "application/json-rpc", "application/jsonrequest",
    "application/x-www-form-urlencoded", "text/plain", "application/octet-stream",
  ]
  private static let answersOfJSON = [
    "application/json", "application/problem+json", "application/json-rpc", "application/jsonrequest", "text/json",
  ]
}

extension Response {
  static var unsupportedMediaType: Response {
    var response = problem(
      .unsupportedMediaType, type: "unsupported_media_type",
      "the body is JSON: send it as application/json (RFC 9110, section 15.5.16)")
    response.fields.append("Accept", "application/json")
    return response
  }

  static var notAcceptable: Response {
    problem(
      .notAcceptable, type: "not_acceptable",
      "the answer is application/json, which Accept leaves out (RFC 9110, section 15.5.7)")
  }
}
