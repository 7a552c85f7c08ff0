/// One request's way back to its client.
public protocol Exchange: AnyObject, Sendable {
  /// Answers the request. May be called from any thread; only the first call counts, later ones are ignored.
  func respond(_ response: Response)

  /// Whether the client went away or the server gave the request up: running work should stop.
  var isCancelled: Bool { get }

  /// Runs `action` once when the request is cancelled, at once where it already is, and never after `respond`.
  func onCancel(_ action: @escaping @Sendable () -> Void)
}

/// What a server asks for answers.
public protocol Handler: Sendable {
  /// Called on the connection's queue for every whole request. It must not block; it answers through `exchange`, at
  /// once or later from any thread, and exactly once.
  func handle(_ request: consuming Request, _ exchange: any Exchange)

  /// The response to a request that the engine refused before any handler could see it. The connection closes after
  /// it. A place to count refusals; the default is the rejection's own problem document.
  func response(to rejection: Rejection) -> Response
}

extension Handler {
  public func response(to rejection: Rejection) -> Response { rejection.response }
}
