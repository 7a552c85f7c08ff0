import JSON
import ModelSpec

/// A call of a stored model in the words of another protocol.
protocol ModelCall: EndpointCall {
  /// Decodes, checks and compiles the call.
  ///
  /// - Parameter atOnce: whether it is nil where that would take longer than a small run.
  func prepare(_ body: [UInt8], atOnce: Bool) throws -> PreparedCall?
}

extension ModelCall {
  func prepare(_ body: [UInt8]) throws -> PreparedCall {
    guard let call = try prepare(body, atOnce: false) else { throw UnpreparedCall() }
    return call
  }

  func prepareAtOnce(_ body: [UInt8]) throws -> PreparedCall? { try prepare(body, atOnce: true) }
}

/// A defect: a call that is prepared without haste has no run.
private struct UnpreparedCall: Error {}

extension MethodContext {
  /// The value that the text of a call is.
  func value(of text: [UInt8]) throws -> JSONValue { try JSONDocument(parsing: text, limits: json).root }
}

extension JSONValue {
  /// The value itself. Throws where a key stands twice in one object.
  func withUniqueKeys() throws -> JSONValue {
    if let key = firstDuplicateKey {
      throw SpecError(.duplicateKey, at: key.place, "the key \(key.shown) stands twice in one object")
    }
    return self
  }
}
