/// Why the engine refuses a request: what the client reads, and what the metrics count.
public struct Rejection: Error, Equatable, Sendable {
  public let status: Status
  /// The document and section that the request offends, or that defines the status.
  public let section: Section
  /// One short word of `[a-z_]` for a metric's label; a closed set, never taken from the request.
  public let reason: String
  /// One sentence for a person. It never quotes the request.
  public let message: String
  /// What the response carries besides, such as what would have been accepted.
  public let fields: Fields

  public init(_ status: Status, _ section: Section, reason: String, _ message: String, fields: Fields = [:]) {
    self.status = status
    self.section = section
    self.reason = reason
    self.message = message
    self.fields = fields
  }

  /// A section of an RFC, such as RFC 9112 section 5.1.
  public struct Section: Equatable, Sendable, CustomStringConvertible {
    public let rfc: Int
    public let number: String

    public init(_ rfc: Int, _ number: String) {
      self.rfc = rfc
      self.number = number
    }

    public var description: String { "RFC \(rfc), section \(number)" }

    public var link: String { "https://www.rfc-editor.org/rfc/rfc\(rfc)#section-\(number)" }
  }

  /// The problem document (RFC 9457) that says all this, on a connection that closes.
  public var response: Response {
    let document = """
      {"type":"\(section.link)","title":"\(status.phrase)","status":\(status.code),\
      "detail":"\(message) (\(section))","reason":"\(reason)"}
      """
    var response = Response(status, fields: fields, body: Array(document.utf8), closesConnection: true)
    response.fields.set("Content-Type", "application/problem+json")
    return response
  }
}
