import HTTP
import Synchronization

/// What a connection is doing.
public enum Activity: String, CaseIterable, Sendable {
  /// Agreeing on keys.
  case handshake
  /// Between requests.
  case idle
  /// Inside a head.
  case head
  /// Inside a body.
  case body
  /// The handler has the request.
  case answering
  /// The response is being taken.
  case writing
  /// Everything is sent; the peer may still be reading.
  case lingering
}

/// How many connections do what.
struct Census: Sendable {
  private(set) var counts: [Activity: Int] = [:]

  mutating func count(_ activity: Activity) {
    counts[activity, default: 0] += 1
  }
}

/// What a server has seen and is doing, at one moment.
public struct ServerStatistics: Sendable {
  /// Connections accepted since the start.
  public var accepted = 0
  /// Connections open now.
  public var open = 0
  /// Connections refused for want of descriptors.
  public var dropped = 0
  /// Bytes that the bodies of requests take which are not answered.
  public var bodyBytes = 0
  /// Bytes of responses that their clients have not taken.
  public var responseBytes = 0
  /// Connections by what they do, at most a quarter of a second old.
  public var activities: [Activity: Int] = [:]
  /// Rejected requests by reason.
  public var rejections: [String: Int] = [:]
}

/// The counts behind `ServerStatistics`, shared by all loops.
final class Counters: Sendable {
  let bodies: MemoryBudget
  let responses: MemoryBudget
  private let accepted = Atomic(0)
  private let open = Atomic(0)
  private let dropped = Atomic(0)
  private let rare = Mutex(Rare())

  /// What changes seldom enough for a lock.
  private struct Rare {
    var rejections: [String: Int] = [:]
    var censuses: [ObjectIdentifier: Census] = [:]
  }

  /// At least one body of the largest size finds room.
  init(_ configuration: ServerConfiguration) {
    bodies = MemoryBudget(capacity: max(configuration.bodyMemory, configuration.limits.body + Request.bodyPadding))
    responses = MemoryBudget(capacity: configuration.responseMemory)
  }

  var openConnections: Int { open.load(ordering: .sequentiallyConsistent) }

  func connectionOpened() {
    accepted.add(1, ordering: .relaxed)
    open.add(1, ordering: .sequentiallyConsistent)
  }

  func connectionDropped() {
    dropped.add(1, ordering: .relaxed)
  }

  func connectionClosed() {
    open.subtract(1, ordering: .sequentiallyConsistent)
  }

  func rejected(_ reason: String) {
    rare.withLock { $0.rejections[reason, default: 0] += 1 }
  }

  func publish(_ census: Census, of loop: ObjectIdentifier) {
    rare.withLock { $0.censuses[loop] = census }
  }

  var statistics: ServerStatistics {
    let rare = rare.withLock { $0 }
    var statistics = ServerStatistics()
    statistics.accepted = accepted.load(ordering: .relaxed)
    statistics.open = openConnections
    statistics.dropped = dropped.load(ordering: .relaxed)
    statistics.bodyBytes = bodies.bytes
    statistics.responseBytes = responses.bytes
    statistics.rejections = rare.rejections
    for census in rare.censuses.values { statistics.activities.merge(census.counts, uniquingKeysWith: +) }
    return statistics
  }
}
