import HTTP
import Synchronization

/// What the calls of one request share.
final class RequestContext: Sendable {
  /// The threads that a request's calls are decoded on.
  enum Place: Sendable {
    /// The connection's own, which must not be held up.
    case connection
    case worker
  }

  /// What may still be done on the connection's thread, and what became of the calls.
  private struct State {
    /// When the parser was given the body; nil when it is done.
    var parsing: ContinuousClock.Instant?
    var calls: Int
    var flops: Int
    var started = 0
    var refused = 0
    var lane: Lane?
    var planningLane: Lane?
  }

  let exchange: any Exchange
  let arrival = ContinuousClock.now
  /// When the request is given up, whatever its calls ask for.
  let deadline: ContinuousClock.Instant
  /// Whether the body has several calls.
  let isBatch: Bool
  let place: Place
  private let state: Mutex<State>

  init(_ exchange: any Exchange, isBatch: Bool, place: Place, _ configuration: ServiceConfiguration) {
    self.exchange = exchange
    deadline = arrival + configuration.deadline
    self.isBatch = isBatch
    self.place = place
    state = Mutex(State(calls: configuration.small.calls, flops: configuration.small.flops))
  }

  /// Where the request's calls wait; most never do.
  var lane: Lane { state.withLock { RequestContext.made(&$0.lane) } }

  /// The same for what has to be planned before it is known how long it takes.
  var planningLane: Lane { state.withLock { RequestContext.made(&$0.planningLane) } }

  private static func made(_ lane: inout Lane?) -> Lane {
    let made = lane ?? Lane()
    lane = made
    return made
  }

  /// Whether another call may be prepared on the connection's thread.
  func takeCall() -> Bool {
    state.withLock { state in
      state.calls -= 1
      return state.calls >= 0
    }
  }

  /// Whether so many operations more may be done on the connection's thread.
  func take(flops: Int) -> Bool {
    state.withLock { state in
      guard flops <= state.flops else { return false }
      state.flops -= flops
      return true
    }
  }

  /// The body is parsed from now on until its first call has started.
  func parsingBegan() {
    state.withLock { $0.parsing = .now }
  }

  func callStarted() {
    let parsing = state.withLock { state in
      state.started += 1
      defer { state.parsing = nil }
      return state.parsing
    }
    if let parsing { exchange.spent(.now - parsing, on: .parse) }
  }

  func callRefused() {
    state.withLock { $0.refused += 1 }
  }

  /// Whether nothing of the request was done because the service has too much to do.
  var wasRefused: Bool { state.withLock { $0.refused > 0 && $0.refused == $0.started } }
}
