import HTTP
import Synchronization

/// Whether requests had better go elsewhere.
final class Readiness: Sendable {
  private let draining = Atomic(false)

  var isDraining: Bool { draining.load(ordering: .relaxed) }

  func beginDrain() {
    draining.store(true, ordering: .relaxed)
  }
}

// MARK: - What is said of it

extension Readiness {
  /// Liveness and readiness: in words, and as the Open Inference Protocol has them, by the status alone.
  var endpoints: [any Endpoint] {
    [
      Document("/healthz") { Response(.ok, text: "alive\n") },
      Document("/readyz") { [self] in Response(status, text: isDraining ? "draining\n" : "ready\n") },
      Document("/v2/health/live") { Response(.ok) },
      Document("/v2/health/ready") { [self] in Response(status) },
    ]
  }

  private var status: Status { isDraining ? .serviceUnavailable : .ok }
}
