import JSON
import JSONRPC

/// A call that is not answered.
final class PendingCall: Sendable {
  let request: any CallRequest
  /// Nil for a call in another protocol's words.
  let method: String?
  let context: RequestContext
  let reply: Reply

  init(_ request: any CallRequest, of method: String? = nil, _ context: RequestContext, _ reply: Reply) {
    (self.request, self.method, self.context, self.reply) = (request, method, context, reply)
  }

  /// When the call is given up: by its own deadline too, which is known when it is prepared.
  func deadline(_ prepared: PreparedCall?) -> ContinuousClock.Instant {
    guard let asked = prepared?.deadline else { return context.deadline }
    return min(context.deadline, context.arrival + asked)
  }
}

/// What a call asks for, before it is decoded.
protocol CallRequest: Sendable {
  func prepare() throws -> PreparedCall

  /// The same, on a connection's thread: nil where it would take long.
  func prepareAtOnce() throws -> PreparedCall?

  /// The error with its path counted as the client counts.
  func located(_ error: RPCError) -> RPCError
}

/// A call of one of the service's methods.
struct MethodCall: CallRequest {
  let method: any Method
  let params: JSONValue

  func prepare() throws -> PreparedCall { try method.prepare(params) }
  func prepareAtOnce() throws -> PreparedCall? { try method.prepareAtOnce(params) }
  func located(_ error: RPCError) -> RPCError { error.located(under: "params") }
}

/// A call of one of the service's methods that was known by its outline.
struct KnownCall: CallRequest {
  let method: String
  /// Where its id stands in the body.
  let id: Range<Int>?
  let prepared: PreparedCall

  func prepare() -> PreparedCall { prepared }
  func prepareAtOnce() -> PreparedCall? { prepared }
  func located(_ error: RPCError) -> RPCError { error.located(under: "params") }
}

/// A call that is the body of a request.
struct BodyCall: CallRequest {
  let call: any EndpointCall
  let body: [UInt8]

  func prepare() throws -> PreparedCall { try call.prepare(body) }
  func prepareAtOnce() throws -> PreparedCall? { try call.prepareAtOnce(body) }
  func located(_ error: RPCError) -> RPCError { error }
}
