/// How much of a request the engine takes. Sizes are in bytes.
public struct Limits: Equatable, Sendable {
  /// The request line without its CRLF; RFC 9112 section 3 asks for 8000 at least. Beyond it: 414.
  public var requestLine = 16 * 1024
  /// Request line and fields with their line ends, and the trailer section again. Beyond it: 431.
  public var head = 64 * 1024
  /// The number of field lines. Beyond it: 431.
  public var fields = 200
  /// The body, both as it is sent and after decoding. Beyond it: 413.
  public var body = 64 * 1024 * 1024
  /// The chunk extensions of one body together; they mean nothing here. Beyond it: 400.
  public var chunkExtensions = 16 * 1024
  /// The longest method; the longest registered one has 17 letters. Beyond it: 501.
  public var method = 32

  public init() {}
}
