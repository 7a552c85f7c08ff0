/// What a request is about: its target in one of the four forms of RFC 9112 section 3.2.
public struct Target: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    /// `/rpc?x=1`
    case origin
    /// `http://example.org/rpc`
    case absolute
    /// `example.org:443`, with CONNECT only
    case authority
    /// `*`, with OPTIONS only
    case asterisk
  }

  public var form: Form
  /// Host and port of the absolute and the authority form.
  public var authority: String?
  /// The path as it was sent; `*` in the asterisk form, empty in the authority form.
  public var rawPath: String
  /// What stands after the first `?`, as it was sent.
  public var query: String?

  public init(form: Form = .origin, authority: String? = nil, rawPath: String, query: String? = nil) {
    self.form = form
    self.authority = authority
    self.rawPath = rawPath
    self.query = query
  }
}
