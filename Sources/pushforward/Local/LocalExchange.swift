import Dispatch
import HTTP
import Synchronization

/// The way back of a request that is waited for in this process.
final class LocalExchange: Exchange {
  private let answer = Mutex<Response?>(nil)
  private let answered = DispatchSemaphore(value: 0)

  let isCancelled = false

  func onCancel(_ action: @escaping @Sendable () -> Void) {}

  func respond(_ response: Response) {
    answer.withLock { answer in answer = answer ?? response }
    answered.signal()
  }

  /// Waits for the answer. Calls `show` ten times a second until it comes.
  func response(whileWaiting show: () -> Void) -> Response {
    while true {
      if let response = answer.withLock({ $0 }) { return response }
      if answered.wait(timeout: .now() + .milliseconds(100)) == .timedOut { show() }
    }
  }
}
