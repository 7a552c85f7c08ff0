import ModelSpec

/// All routes, by path. Paths are compared exactly: a trailing slash makes another one.
struct RouteTable: Sendable {
  /// In a fixed order, so that a route's position can be a metric's index.
  let routes: [Route]
  private let positions: [String: Int]
  /// The routes that are not found by their path alone.
  private let patterns: [Int]

  init(_ endpoints: [any Endpoint]) {
    routes = endpoints.map(Route.init)
    let routes = self.routes
    patterns = routes.indices.filter { routes[$0].isPattern }
    let plain = routes.indices.filter { !routes[$0].isPattern }
    positions = Dictionary(plain.map { (routes[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position in `routes`, and what the parts in braces stand for; nil for a path that is none of them.
  func find(_ path: String) -> (position: Int, parts: [String])? {
    if let position = positions[path] { return (position, []) }
    guard !patterns.isEmpty else { return nil }
    let parts = path.parts
    for position in patterns {
      if let found = routes[position].match(parts) { return (position, found) }
    }
    return nil
  }

  /// The path that a mistyped one most likely meant.
  func nearest(to path: String) -> String? {
    nearestName(to: path, among: routes.filter { !$0.isPattern }.map(\.path))
  }
}
