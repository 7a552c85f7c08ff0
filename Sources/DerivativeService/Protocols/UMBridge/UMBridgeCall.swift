import HTTP
import JSON
import JSONRPC

/// The body of a request of the protocol.
struct UMBridgeCall: EndpointCall {
  let prepared: @Sendable (_ body: JSONValue, _ atOnce: Bool) throws -> PreparedCall?

  func prepare(_ body: [UInt8]) throws -> PreparedCall {
    try prepare(body, atOnce: false) ?? { throw UnpreparedCall() }()
  }

  func prepareAtOnce(_ body: [UInt8]) throws -> PreparedCall? { try prepare(body, atOnce: true) }

  private func prepare(_ body: [UInt8], atOnce: Bool) throws -> PreparedCall? {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(parsing: body).root
    } catch {
      throw UMBridgeError.invalidInput("The body is no JSON: \(error)")
    }
    guard root.kind == .object, root.firstDuplicateKey == nil else {
      throw UMBridgeError.invalidInput("The body must be an object in which no key is there twice.")
    }
    return try prepared(root, atOnce)
  }

  func response(to result: Result<[UInt8], any Error>) -> Response {
    switch result {
    case .success(let bytes): Response(.ok, contentType: "application/json", body: bytes)
    case .failure(let error as UMBridgeError):
      .umBridge(error.kind == .invalidOutput ? .internalServerError : .badRequest, error.kind.rawValue, error.message)
    case .failure(let error):
      .umBridge(RPCError(describing: error))
    }
  }
}

extension Response {
  fileprivate static func umBridge(_ error: RPCError) -> Response {
    switch error.code {
    case .invalidParams: umBridge(.badRequest, UMBridgeError.Kind.invalidInput.rawValue, error.message)
    default:
      umBridge(Status(error.code), error.code.phrase.split(separator: " ").map(\.capitalized).joined(), error.message)
    }
  }

  fileprivate static func umBridge(_ status: Status, _ type: String, _ message: String) -> Response {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("error")
      writer.object { writer in
        writer.member("type", type)
        writer.member("message", message)
      }
    }
    var response = Response(status, contentType: "application/json", body: writer.bytes)
    if status == .serviceUnavailable { response.fields.append("Retry-After", retryAfter) }
    return response
  }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
