import HTTP

/// A way back on which something is added to the response.
final class CompletedExchange: Exchange {
  private let exchange: any Exchange
  private let complete: @Sendable (inout Response) -> Void

  init(_ exchange: any Exchange, _ complete: @escaping @Sendable (inout Response) -> Void) {
    (self.exchange, self.complete) = (exchange, complete)
  }

  func respond(_ response: Response) {
    var response = response
    complete(&response)
    exchange.respond(response)
  }

  var isCancelled: Bool { exchange.isCancelled }

  func onCancel(_ action: @escaping @Sendable () -> Void) { exchange.onCancel(action) }

  func spent(_ duration: Duration, on phase: Phase) { exchange.spent(duration, on: phase) }
}
