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
    var calls: Int
    var flops: Int
    var started = 0
    var refused = 0
  }

  let exchange: any Exchange
  let arrival: ContinuousClock.Instant
  /// When the request is given up, whatever its calls ask for.
  let deadline: ContinuousClock.Instant
  /// Whether the body has several calls.
  let isBatch: Bool
  let place: Place
  let lane = Lane()
  private let state: Mutex<State>

  init(_ arrival: Arrival, isBatch: Bool, place: Place, _ configuration: ServiceConfiguration) {
    exchange = arrival.exchange
    self.arrival = arrival.moment
    deadline = arrival.moment + configuration.deadline
    self.isBatch = isBatch
    self.place = place
    state = Mutex(State(calls: configuration.small.calls, flops: configuration.small.flops))
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

  func callStarted() {
    state.withLock { $0.started += 1 }
  }

  func callRefused() {
    state.withLock { $0.refused += 1 }
  }

  /// Whether nothing of the request was done because the service has too much to do.
  var wasRefused: Bool { state.withLock { $0.refused > 0 && $0.refused == $0.started } }
}
