/// One case of a table: the bytes of a request, and what the engine makes of them.
package struct Row: CustomStringConvertible, Sendable {
  package enum Outcome: Equatable, Sendable {
    case accepted(Summary)
    /// A status, and the reason that the problem document gives.
    case rejected(Int, String)
    case incomplete
  }

  /// What a row says about a request that was accepted.
  package struct Summary: Equatable, Sendable {
    package var method = "GET"
    package var path = "/"
    package var query: String?
    package var body = ""
    package var persists = true

    package init(
      method: String = "GET", path: String = "/", query: String? = nil, body: String = "", persists: Bool = true
    ) {
      (self.method, self.path, self.query, self.body, self.persists) = (method, path, query, body, persists)
    }
  }

  package var name: String
  package var bytes: [UInt8]
  package var expected: Outcome
  package var section: String

  init(_ name: String, _ bytes: some Sequence<UInt8>, _ expected: Outcome, _ section: String) {
    self.name = name
    self.bytes = Array(bytes)
    self.expected = expected
    self.section = section
  }

  init(_ name: String, _ text: String, _ expected: Outcome, _ section: String) {
    self.init(name, text.utf8, expected, section)
  }

  package var description: String { "\(name) (\(section))" }
}

extension Row.Outcome {
  package static var ok: Row.Outcome { .accepted(Row.Summary()) }

  package static func ok(
    _ method: String = "GET", _ path: String = "/", query: String? = nil, body: String = "", persists: Bool = true
  ) -> Row.Outcome {
    .accepted(Row.Summary(method: method, path: path, query: query, body: body, persists: persists))
  }
}

/// A request with a Host field and more lines.
package func request(_ line: String = "GET / HTTP/1.1", _ fields: String..., body: String = "") -> String {
  ([line, "Host: example.org"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// A chunked request.
package func chunked(_ body: String) -> String {
  request("POST / HTTP/1.1", "Transfer-Encoding: chunked", body: body)
}
