import COpenAPI
import HTTP
import JSON
import Yams

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
    var writer = JSONWriter()
    let document = try Yams.compose(yaml: String(decoding: Contract.yaml, as: UTF8.self)) ?? Node("")
    writer.write(document)
    json = writer.bytes
    openRPC = OpenRPCDocument.json(of: document)
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

extension JSONWriter {
  /// Writes a YAML node with aliases resolved. A scalar keeps its type: what YAML's core schema reads as a boolean, a
  /// number or null is one; quoted text and dates are strings.
  mutating func write(_ node: Node) {
    switch node {
    case .mapping(let mapping):
      object { writer in
        for (key, value) in mapping {
          writer.key(key.string ?? "")
          writer.write(value)
        }
      }
    case .sequence(let sequence):
      array { writer in
        for element in sequence { writer.write(element) }
      }
    case .scalar, .alias: writeScalar(node)
    }
  }

  private mutating func writeScalar(_ node: Node) {
    switch node.tag {
    case Tag(.null): null()
    case Tag(.bool): node.bool.map { write($0) } ?? null()
    case Tag(.int): node.int.map { write($0) } ?? null()
    case Tag(.float): node.float.map { write($0) } ?? null()
    default: write(node.string ?? "")
    }
  }
}
