import HTTP
import Synchronization

/// The way back to a connection. It knows the connection by its token only, so an answer that comes when the client is
/// gone, or when the same place has another client, goes nowhere.
final class ServerExchange: Exchange {
  private enum Progress {
    /// The handler has been called and has not returned.
    case handling
    /// The handler has returned without an answer.
    case waiting
    /// The answer waits for the handler to return.
    case answered(Response)
    case done
  }

  private struct State {
    var progress = Progress.handling
    var isCancelled = false
    var onCancel: (@Sendable () -> Void)?
  }

  private let loop: EventLoop
  private let token: ConnectionTable.Token
  private let fields: Fields
  private let state = Mutex(State())

  /// `fields` are the request's, which say in what coding a response may be.
  init(loop: EventLoop, token: ConnectionTable.Token, fields: Fields) {
    self.fields = fields
    self.loop = loop
    self.token = token
  }

  /// A response is coded here, on the thread that made it, and not on the loop.
  func respond(_ response: Response) {
    let response = response.coded(for: fields)
    let isLate = state.withLock { state in
      state.onCancel = nil
      switch state.progress {
      case .handling: state.progress = .answered(response)
      case .waiting:
        state.progress = .done
        return true
      case .answered, .done: break
      }
      return false
    }
    guard isLate else { return }
    loop.async { [token, self] in $0.connection(token)?.answer(response, from: self) }
  }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func onCancel(_ action: @escaping @Sendable () -> Void) {
    let runsNow = state.withLock { state in
      switch state.progress {
      case .answered, .done: return false
      case .handling, .waiting: break
      }
      if !state.isCancelled { state.onCancel = action }
      return state.isCancelled
    }
    if runsNow { action() }
  }

  func cancel() {
    let action = state.withLock { state in
      state.isCancelled = true
      defer { state.onCancel = nil }
      return state.onCancel
    }
    action?()
  }

  /// The handler has returned: the answer, if it gave one; else the answer comes through the loop's queue.
  func takeAnswer() -> Response? {
    state.withLock { state in
      guard case .answered(let response) = state.progress else {
        state.progress = .waiting
        return nil
      }
      state.progress = .done
      return response
    }
  }

  /// Whether nobody has answered yet. Where the connection alone still holds such an exchange, nobody ever will.
  var isWaiting: Bool {
    state.withLock { state in
      if case .waiting = state.progress { true } else { false }
    }
  }
}
