// A peer that ends its side while its request is with the handler may have nothing more to say and wait for the answer,
// or be gone: TCP does not tell the one from the other. Bytes do. A peer that is gone answers them with a reset, which is
// an event on the socket. The bytes are those with which every response begins, one at a time, and later the rest of the
// response follows them: a peer that waits notices nothing.

import Dispatch
import HTTP

extension Connection {
  /// Milliseconds until the first byte; until each next one it is twice as long.
  private static let firstProbe = 25

  /// Begins to probe, where the peer has ended its side and the request is still with the handler.
  func probeIfEnded() {
    guard endFollows, let exchange else { return }
    probe(exchange, after: Connection.firstProbe)
  }

  /// The exchange is held weakly, so that the connection still notices when a handler lets go of it.
  private func probe(_ exchange: ServerExchange, after delay: Int) {
    loop.async(after: .milliseconds(delay)) { [token, weak exchange] loop in
      guard let connection = loop.connection(token), let exchange, connection.exchange === exchange else { return }
      if connection.sendProbe() { connection.probe(exchange, after: 2 * delay) }
    }
  }

  /// Sends the next byte; whether there are more.
  private func sendProbe() -> Bool {
    guard probed < ConnectionState.responseStart.count else { return false }
    var byte = ConnectionState.responseStart[probed]
    switch withUnsafeBytes(of: &byte, { transport.send($0, more: false) }) {
    case .moved(let count, _): probed += count
    case .blocked: break
    case .ended, .failed:
      abort()
      return false
    }
    return true
  }
}
