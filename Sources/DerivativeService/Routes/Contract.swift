import COpenAPI
import HTTP
import JSON

/// The description of the service that it serves itself.
struct Contract: Sendable {
  /// The document in JSON, its members in the same order.
  let json: [UInt8]
  /// What it says of the methods, as an OpenRPC document.
  let openRPC: [UInt8]

  /// Made once, when it is asked for first: a server that starts has no time for it. A failure means that the YAML is malformed, which
  /// the tests rule out.
  static let embedded = Result { try Contract() }

  /// The bytes of the repository's `openapi.yaml`.
  static var yaml: [UInt8] { Array(UnsafeBufferPointer(start: pf_openapi_bytes(), count: pf_openapi_count())) }

  private init() throws {
    json = try YAMLText(Contract.yaml).json()
    openRPC = OpenRPCDocument.json(of: try JSONDocument(parsing: json).root)
  }

  static var endpoints: [any Endpoint] {
    [
      Document("/openapi.yaml") { Response(.ok, contentType: "application/yaml", body: yaml) },
      Document("/openapi.json") {
        guard let json = try? embedded.get().json else { return Response(.internalServerError) }
        return Response(.ok, contentType: "application/json", body: json)
      },
    ]
  }
}
