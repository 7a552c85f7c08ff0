import HTTP
import JSON
import JSONRPC

/// How the calls of a body are written, and how their answers are.
public enum CallForm: Sendable {
  /// JSON-RPC: calls in envelopes, alone or in batches.
  case enveloped
  /// The parameters of one call of the named method; its result alone, its error as a problem document.
  case bare(method: String)

  /// Whether the body has several calls. Only the first byte is looked at.
  func isBatch(_ body: [UInt8]) -> Bool {
    guard case .enveloped = self else { return false }
    return body.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
  }

  /// Has the calls answered by `dispatcher`; `answer` is called once, from whatever thread the last one was answered on.
  func dispatch(
    _ body: [UInt8], to dispatcher: Dispatcher<RequestContext>, _ context: RequestContext,
    answer: @escaping @Sendable (Response) -> Void
  ) {
    switch self {
    case .enveloped:
      dispatcher.dispatch(body, context) { answer(.rpc($0, wasRefused: context.wasRefused)) }
    case .bare(let method):
      let reply = reply(of: dispatcher, context, answer: answer)
      do {
        let params = body.isEmpty ? nil : try JSONDocument(parsing: body, limits: dispatcher.limits).root
        dispatcher.invoke(Call(method: method, params: params), context, reply)
      } catch {
        reply.fail(error)
      }
    }
  }

  /// The way back of a call that is alone in its body.
  func reply(
    toID id: ArraySlice<UInt8>? = nil, of dispatcher: Dispatcher<RequestContext>, _ context: RequestContext,
    answer: @escaping @Sendable (Response) -> Void
  ) -> Reply {
    switch self {
    case .enveloped: dispatcher.reply(toID: id) { answer(.rpc($0, wasRefused: context.wasRefused)) }
    case .bare: Reply { answer(.bare($0, dispatcher.errorMapping)) }
    }
  }

  /// What an outline of the body is an outline of.
  var outlineForm: OutlineForm {
    switch self {
    case .enveloped: .envelope
    case .bare(let method): .parameters(method: method)
    }
  }

  /// The answer to a body that was not looked at.
  func response(to error: RPCError) -> Response {
    switch self {
    case .enveloped: .rpc(error.responseWithoutID, wasRefused: error.code == .overloaded)
    case .bare: .problem(error)
    }
  }
}

extension Response {
  /// A reply of JSON-RPC. The status is 200 whatever the calls came to, but for a request of which nothing could be begun
  /// for want of time or memory: that is what the clients and proxies of HTTP know how to repeat.
  fileprivate static func rpc(_ reply: [UInt8]?, wasRefused: Bool) -> Response {
    guard let reply else { return Response(.ok) }
    return .json(wasRefused ? .serviceUnavailable : .ok, text: reply)
  }

  fileprivate static func bare(
    _ result: Result<[UInt8], any Error>, _ errorMapping: (any Error) -> RPCError
  ) -> Response {
    switch result {
    case .success(let bytes): .json(text: bytes)
    case .failure(let error): .problem(errorMapping(error))
    }
  }
}
