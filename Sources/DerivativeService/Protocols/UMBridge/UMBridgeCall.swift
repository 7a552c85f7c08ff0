import HTTP
import JSON
import JSONRPC

/// The body of a request of the protocol.
struct UMBridgeCall: ModelCall {
  let context: MethodContext
  let path: String
  let prepared: @Sendable (_ body: JSONValue, _ atOnce: Bool) throws -> PreparedCall?

  func prepare(_ body: [UInt8], atOnce: Bool) throws -> PreparedCall? {
    if let call = try context.known(.body(path: path), body) { return call.prepared }
    return try prepared(context.value(of: body), atOnce)
  }

  func response(to result: Result<[UInt8], any Error>) -> Response {
    switch result {
    case .success(let bytes): .json(text: bytes)
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
    case .parseError:
      umBridge(.badRequest, UMBridgeError.Kind.invalidInput.rawValue, "The body is no JSON: \(error.message)")
    default:
      umBridge(Status(error.code), error.code.phrase.split(separator: " ").map(\.capitalized).joined(), error.message)
    }
  }

  fileprivate static func umBridge(_ status: Status, _ type: String, _ message: String) -> Response {
    .json(status) { writer in
      writer.object { writer in
        writer.key("error")
        writer.object { writer in
          writer.member("type", type)
          writer.member("message", message)
        }
      }
    }
  }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
