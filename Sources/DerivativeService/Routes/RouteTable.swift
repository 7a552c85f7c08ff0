import ModelSpec

/// All routes, by path. Paths are compared exactly: a trailing slash makes another one.
struct RouteTable: Sendable {
  /// In a fixed order, so that a route's position can be a metric's index.
  let routes: [Route]
  private let positions: [String: Int]

  init(methods: [String]) {
    let fixed: [(String, Route.Resource)] = [
      ("/rpc", .rpc), ("/", .rpc), ("/healthz", .health), ("/readyz", .readiness), ("/metrics", .metrics),
      ("/openapi.yaml", .contractYAML), ("/openapi.json", .contractJSON),
    ]
    routes = (fixed + methods.map { (RouteTable.callPrefix + $0, .method($0)) }).map(Route.init)
    positions = Dictionary(zip(routes.map(\.path), routes.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The position in `routes`, nil for a path that is none of them.
  func position(of path: String) -> Int? { positions[path] }

  /// The path that a mistyped one most likely meant.
  func nearest(to path: String) -> String? {
    nearestName(to: path, among: routes.map(\.path))
  }

  /// What the path of every method begins with.
  static let callPrefix = "/v1/"
}
