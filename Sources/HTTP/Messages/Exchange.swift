/// One request's way back to its client.
public protocol Exchange: AnyObject, Sendable {
  /// Answers the request. May be called from any thread; only the first call counts, later ones are ignored.
  func respond(_ response: Response)

  /// Whether the client went away or the server gave the request up: running work should stop.
  var isCancelled: Bool { get }

  /// Runs `action` once when the request is cancelled, at once where it already is, and never after `respond`.
  func onCancel(_ action: @escaping @Sendable () -> Void)

  /// Notes that time was spent on the request, for whoever reports it. The default notes nothing.
  func spent(_ duration: Duration, on phase: Phase)
}

/// What the time of a request goes into.
public enum Phase: String, CaseIterable, Sendable {
  /// Reading the request's text.
  case parse
  /// Finding or making the plan of what it asks for.
  case plan
  /// Computing.
  case run
  /// Writing the answer's text.
  case write
}

extension Exchange {
  public func spent(_ duration: Duration, on phase: Phase) {}
}

/// What a server asks for answers.
public protocol Handler: Sendable {
  /// Called on the connection's queue for every whole request. It must not block; it answers through `exchange`, at
  /// once or later from any thread, and exactly once.
  func handle(_ request: consuming Request, _ exchange: any Exchange)

  /// Asked when the head of a request has come that says how long its body is: the answer, where the body is not worth reading. It is
  /// dropped as it comes then, and the connection stays open. The default takes every body.
  func refusal(of head: RequestHead) -> Response?

  /// The response to a request that the engine refused before any handler could see it. The connection closes after
  /// it, unless the request came to its end. `head` is the request's, where that much of it was well-formed. The default is the rejection's own problem document.
  func response(to rejection: Rejection, of head: RequestHead?) -> Response
}

extension Handler {
  public func refusal(of head: RequestHead) -> Response? { nil }

  public func response(to rejection: Rejection, of head: RequestHead?) -> Response { rejection.response }
}
