/// The two minor versions of HTTP/1 that the engine speaks. A higher minor version of a client is treated as 1.1
/// (RFC 9110 section 2.5).
public enum Version: Hashable, Sendable {
  case http10
  case http11
}
