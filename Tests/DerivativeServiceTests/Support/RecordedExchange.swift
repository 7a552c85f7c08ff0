import Dispatch
import HTTP
import Synchronization

/// A way back that ends in memory.
final class RecordedExchange: Exchange {
  private struct State {
    var responses: [Response] = []
    var isCancelled = false
    var onCancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let answered = DispatchSemaphore(value: 0)

  func respond(_ response: Response) {
    state.withLock { state in
      state.responses.append(response)
      state.onCancel = nil
    }
    answered.signal()
  }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func onCancel(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.onCancel = action }
  }

  /// The client goes away.
  func cancel() {
    let action = state.withLock { state in
      state.isCancelled = true
      return state.onCancel
    }
    action?()
  }

  /// Everything that was answered so far; one response at most, if all is well.
  var responses: [Response] { state.withLock { $0.responses } }

  /// The answer; waits for it.
  func response() -> Response {
    answered.wait()
    return responses[0]
  }
}
