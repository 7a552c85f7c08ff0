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
  /// How long the client's bytes are awaited, to be read and dropped, behind the last response, so that it can read that;
  /// again from each that comes, but not longer than `body`.
  public var linger = Duration.seconds(5)
  /// Bytes per second that a body and a response must make on average, once `rateGrace` or `write` has passed. Zero asks
  /// for none.
  public var rate = 240
  public var rateGrace = Duration.seconds(5)

  public init() {}
}

/// How fast something moves: when it began, when it last moved, and by how many bytes in all.
public struct Pace: Equatable, Sendable {
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var bytes = 0

  public init(start: ContinuousClock.Instant) {
    self.start = start
    last = start
  }

  public mutating func move(_ count: Int, at now: ContinuousClock.Instant) {
    bytes += count
    last = now
  }

  public func lasts(longerThan limit: Duration, at now: ContinuousClock.Instant) -> Bool {
    start.duration(to: now) > limit
  }

  public func stalls(longerThan limit: Duration, at now: ContinuousClock.Instant) -> Bool {
    last.duration(to: now) > limit
  }

  /// Whether fewer bytes came than `rate` a second since `grace` after the start. A rate of zero is never missed.
  public func isSlower(than rate: Int, after grace: Duration, at now: ContinuousClock.Instant) -> Bool {
    guard rate > 0 else { return false }
    return start.duration(to: now) > grace + .seconds(Double(bytes) / Double(rate))
  }
}
