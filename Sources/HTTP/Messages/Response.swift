/// What a handler answers. The engine adds `Date`, `Content-Length` and `Connection`; a handler's own fields of these
/// names and `Transfer-Encoding` are not sent.
public struct Response: Sendable {
  public var status: Status
  public var fields: Fields
  public var body: [UInt8]
  /// Whether the connection ends after this response.
  public var closesConnection: Bool

  public init(_ status: Status, fields: Fields = [:], body: [UInt8] = [], closesConnection: Bool = false) {
    self.status = status
    self.fields = fields
    self.body = body
    self.closesConnection = closesConnection
  }

  /// A response of one media type.
  public init(_ status: Status, contentType: String, body: [UInt8]) {
    self.init(status, fields: ["Content-Type": contentType], body: body)
  }

  /// A response of plain text in UTF-8.
  public init(_ status: Status, text: String) {
    self.init(status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }
}
