import HTTP

/// A handler around another one that says who may call it: clients with a token, and web pages of certain origins. Without either
/// it lets everything through as it is.
///
/// What asks whether the server is well needs no token, and neither does a browser that asks what a page may do: it could
/// not send one.
public struct Gatekeeper<Inner: Handler>: Handler {
  private let inner: Inner
  private let tokens: TokenFile?
  private let open: Set<String>
  private let origins: CrossOrigin?

  /// - Parameters:
  ///   - tokens: Whose tokens open the door; nil where it stands open.
  ///   - open: The paths that need no token all the same, compared exactly.
  ///   - origins: The pages that a browser lets call; nil for none, which a browser sees by the missing fields.
  public init(_ inner: Inner, tokens: TokenFile?, open: Set<String> = [], origins: CrossOrigin?) {
    (self.inner, self.tokens, self.open, self.origins) = (inner, tokens, open, origins)
  }

  public func handle(_ request: consuming Request, _ exchange: any Exchange) {
    var exchange = exchange
    if let origins {
      let origin = origins.origin(of: request.fields)
      exchange = CompletedExchange(exchange) { origins.complete(&$0, for: origin) }
      if let preflight = origins.preflight(request, from: origin) { return exchange.respond(preflight) }
    }
    if let tokens, !open.contains(request.path), let refusal = tokens.refusal(of: request.fields) {
      return exchange.respond(refusal)
    }
    inner.handle(request, exchange)
  }

  /// Who may not call is told so when the request is whole.
  public func refusal(of head: RequestHead) -> Response? {
    if let tokens, tokens.refusal(of: head.fields) != nil { return nil }
    guard var response = inner.refusal(of: head) else { return nil }
    origins?.complete(&response, for: origins?.origin(of: head.fields))
    return response
  }

  public func response(to rejection: Rejection, of head: RequestHead?) -> Response {
    var response = inner.response(to: rejection, of: head)
    if let origins { origins.complete(&response, for: head.flatMap { origins.origin(of: $0.fields) }) }
    return response
  }
}
