import HTTP
import Synchronization

/// Whether requests had better go elsewhere.
final class Readiness: Endpoint {
  let path = "/readyz"
  let methods = [HTTP.Method.get]
  private let draining = Atomic(false)

  var isDraining: Bool { draining.load(ordering: .relaxed) }

  func beginDrain() {
    draining.store(true, ordering: .relaxed)
  }

  func answer(to request: borrowing Request, _ parts: [String]) -> Answer {
    .response(isDraining ? Response(.serviceUnavailable, text: "draining\n") : Response(.ok, text: "ready\n"))
  }
}
