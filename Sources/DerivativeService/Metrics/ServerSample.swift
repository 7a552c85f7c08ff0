/// What the metrics say of the server in front of the service, at one moment.
public struct ServerSample: Sendable {
  /// Connections accepted since the start.
  public var accepted: Int
  /// Connections refused for want of descriptors.
  public var dropped: Int
  /// Open connections, by what they do.
  public var connections: [String: Int]
  /// Requests that were malformed or too large to be handed over, by reason: a closed set of words.
  public var rejections: [String: Int]

  public init(accepted: Int, dropped: Int, connections: [String: Int], rejections: [String: Int]) {
    self.accepted = accepted
    self.dropped = dropped
    self.connections = connections
    self.rejections = rejections
  }

  func write(to exposition: inout Exposition) {
    exposition.single(
      "pushforward_connections_accepted_total", .counter, "Connections accepted since the start.", accepted)
    exposition.single(
      "pushforward_connections_dropped_total", .counter, "Connections refused for want of descriptors.", dropped)
    let families: [(String, Exposition.Kind, String, String, [String: Int])] = [
      ("pushforward_connections", .gauge, "Open connections by what they do.", "state", connections),
      (
        "pushforward_http_rejections_total", .counter, "Malformed or oversized requests by reason.", "reason",
        rejections
      ),
    ]
    for (name, kind, help, label, values) in families {
      exposition.family(name, kind, help)
      for (value, count) in values.sorted(by: { $0.key < $1.key }) { exposition.sample(name, [(label, value)], count) }
    }
  }
}
