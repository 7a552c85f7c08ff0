/// How long a connection may take over what it does. The values are what servers in the open use: the minimum rate and
/// its grace are Kestrel's, the head's ten seconds nginx' and Apache's order of magnitude.
public struct Timeouts: Equatable, Sendable {
  /// From the first byte of a head to its last.
  public var head = Duration.seconds(10)
  /// From the first byte of a body to its last, however fast it comes.
  public var body = Duration.seconds(300)
  /// Without a request.
  public var idle = Duration.seconds(60)
  /// Without progress while a response is sent.
  public var write = Duration.seconds(30)
  /// How long the client's bytes are read and dropped behind the last response, so that it can read that; longer while
  /// they come at `rate`, but not longer than `body`.
  public var linger = Duration.seconds(5)
  /// Bytes per second that a body must make on average, once `rateGrace` has passed.
  public var rate = 240
  public var rateGrace = Duration.seconds(5)

  public init() {}
}

/// How fast something moves: when it began, and how many bytes came since.
public struct Pace: Equatable, Sendable {
  public private(set) var start: ContinuousClock.Instant
  public private(set) var bytes = 0

  public init(start: ContinuousClock.Instant) {
    self.start = start
  }

  public mutating func move(_ count: Int) {
    bytes += count
  }

  public func lasts(longerThan limit: Duration, at now: ContinuousClock.Instant) -> Bool {
    start.duration(to: now) > limit
  }

  /// Whether fewer bytes came than `rate` a second since `grace` after the start.
  public func isSlower(than rate: Int, after grace: Duration, at now: ContinuousClock.Instant) -> Bool {
    let earned = Duration.seconds(1) * (Double(bytes) / Double(max(rate, 1)))
    return start.duration(to: now) > grace + earned
  }
}
