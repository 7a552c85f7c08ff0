import HTTP

/// A place that clients ask for, and how.
struct Route: Hashable, Sendable {
  enum Resource: Hashable, Sendable {
    /// JSON-RPC.
    case rpc
    /// A method without the envelope.
    case method(String)
    case health
    case readiness
    case metrics
    case contractYAML
    case contractJSON
  }

  let path: String
  let resource: Resource

  /// The HTTP methods that the resource has, in the form of an `Allow` field.
  var allow: String { isCall ? "OPTIONS, POST" : "GET, HEAD, OPTIONS" }

  func allows(_ method: HTTP.Method) -> Bool {
    method == .options || (isCall ? method == .post : method == .get || method == .head)
  }

  private var isCall: Bool {
    switch resource {
    case .rpc, .method: true
    case .health, .readiness, .metrics, .contractYAML, .contractJSON: false
    }
  }
}
