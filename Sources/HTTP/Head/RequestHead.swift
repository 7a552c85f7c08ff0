/// Everything before the body, with what it says about the body and the connection.
public struct RequestHead: Sendable {
  public var method: Method
  public var target: Target
  public var version: Version
  public var fields: Fields
  public var framing: Framing
  /// Whether the connection may carry another request after this one (RFC 9112 section 9.3).
  public var persists: Bool
  /// Whether the client waits for an interim response before it sends the body (RFC 9110 section 10.1.1).
  public var expectsContinue: Bool
}

/// How the end of a body is found (RFC 9112 section 6.3).
public enum Framing: Equatable, Sendable {
  case none
  case length(Int)
  case chunked
}
