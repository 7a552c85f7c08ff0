/// A whole request: head and body.
public struct Request: Sendable {
  /// How many bytes of capacity a body has behind its last byte, so that a parser may read past the end in vector steps.
  public static let bodyPadding = 64

  public var method: Method
  public var target: Target
  public var version: Version
  public var fields: Fields
  /// The content without transfer coding. The server gives it at least `bodyPadding` bytes of spare capacity.
  public var body: [UInt8]

  public init(
    method: Method, target: Target, version: Version = .http11, fields: Fields = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.version = version
    self.fields = fields
    self.body = body
  }

  /// The path with its percent escapes decoded, for routing. An escaped slash stays escaped: it separates nothing
  /// (RFC 3986 section 2.2).
  public var path: String { target.path }

  /// What stands after the first `?`, as it was sent.
  public var query: String? { target.query }
}
