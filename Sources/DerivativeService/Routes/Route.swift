import HTTP

/// The place of an endpoint among the others, and how it is asked for. An object, since every request is handed one.
final class Route: Sendable {
  let endpoint: any Endpoint
  let path: String
  /// The methods that the endpoint has, in the form of an `Allow` field.
  let allow: String
  private let methods: [HTTP.Method]
  /// The parts of the path; nil stands for any.
  private let pattern: [Substring?]

  init(_ endpoint: any Endpoint) {
    self.endpoint = endpoint
    path = endpoint.path
    methods = endpoint.methods + [.options] + (endpoint.methods.contains(.get) ? [.head] : [])
    allow = methods.map(\.rawValue).sorted().joined(separator: ", ")
    pattern = path.parts.map { $0.hasPrefix("{") ? nil : $0 }
  }

  func allows(_ method: HTTP.Method) -> Bool { methods.contains(method) }

  /// Whether the path has parts that stand for any.
  var isPattern: Bool { pattern.contains(nil) }

  /// What the parts of a path stand for; nil where the path is not the endpoint's.
  func match(_ parts: [Substring]) -> [String]? {
    guard parts.count == pattern.count else { return nil }
    guard zip(parts, pattern).allSatisfy({ $1 == nil ? !$0.isEmpty : $0 == $1 }) else { return nil }
    return zip(parts, pattern).compactMap { $1 == nil ? String($0) : nil }
  }
}

extension String {
  /// What stands between the slashes.
  var parts: [Substring] { split(separator: "/", omittingEmptySubsequences: false) }
}
