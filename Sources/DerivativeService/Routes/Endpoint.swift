import HTTP

/// What the service has at a path: JSON-RPC, a method, the metrics, an operation of somebody else's protocol.
///
/// The service finds the endpoint of a request, answers `OPTIONS` and the methods that the endpoint does not have, and
/// counts; the endpoint says what the answer is.
public protocol Endpoint: Sendable {
  /// Where it is, as OpenAPI writes it: `/v1/models/{name}`. A part in braces stands for any one part of a path.
  var path: String { get }

  /// The methods of HTTP that it has besides `OPTIONS`. `HEAD` comes with `GET`.
  var methods: [HTTP.Method] { get }

  /// Called on the thread that took the request off its connection, which must not be held up: what takes work is a call.
  ///
  /// - Parameter parts: what stands in the request's path for the parts in braces, in their order.
  func answer(to request: borrowing Request, _ parts: [String]) -> Answer
}

/// How a request is answered.
public enum Answer: Sendable {
  /// At once.
  case response(Response)
  /// By what the one call in its body comes to.
  case call(any EndpointCall)
  /// By what the calls in its body come to, which are of the service's own methods.
  case calls(CallForm)
}

/// A call that is the whole body of a request, of a protocol with its own forms.
///
/// It goes the way of all calls: it waits for a worker where it is large, it is given up when its time is over or nobody
/// waits for it any more, and its memory is on the account.
public protocol EndpointCall: Sendable {
  /// Decodes, checks and compiles the call. What it throws is handed to `response(to:)`: an `EndpointError` as it is, and
  /// everything else as the `RPCError` that it is for JSON-RPC.
  func prepare(_ body: [UInt8]) throws -> PreparedCall

  /// The same, on a thread that serves connections: nil where it would take longer than a small run.
  func prepareAtOnce(_ body: [UInt8]) throws -> PreparedCall?

  /// The response to the bytes that the call's run wrote, or to an error.
  func response(to result: Result<[UInt8], any Error>) -> Response
}

extension EndpointCall {
  public func prepareAtOnce(_ body: [UInt8]) throws -> PreparedCall? { try prepare(body) }
}

/// An error that its endpoint knows how to say.
public protocol EndpointError: Error {}
