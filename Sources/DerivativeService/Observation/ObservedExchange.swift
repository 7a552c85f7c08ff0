import HTTP
import Synchronization

/// A way back that tells what passes over it: the only way in which requests are answered, so what is answered is counted.
final class ObservedExchange: Exchange {
  private let exchange: any Exchange
  private let record: RequestRecord
  private let arrival = ContinuousClock.now
  private let phases = Mutex(PhaseDurations())
  private let answered: @Sendable (RequestRecord) -> Void

  /// Calls `answered` with the whole record before the answer leaves.
  init(_ exchange: any Exchange, _ record: RequestRecord, answered: @escaping @Sendable (RequestRecord) -> Void) {
    (self.exchange, self.record, self.answered) = (exchange, record, answered)
  }

  func respond(_ response: Response) {
    var (record, response) = (record, response)
    record.phases = phases.withLock { $0 }
    response.carry(record.trace)
    if !record.phases.isZero { response.fields.append("Server-Timing", record.phases.appendServerTiming) }
    record.status = response.status.code
    record.answered = response.body.count
    record.duration = ContinuousClock.now - arrival
    answered(record)
    exchange.respond(response)
  }

  var isCancelled: Bool { exchange.isCancelled }

  func onCancel(_ action: @escaping @Sendable () -> Void) { exchange.onCancel(action) }

  func spent(_ duration: Duration, on phase: Phase) { phases.withLock { $0[phase] += duration } }
}

extension Response {
  /// Says which trace the request belongs to: in a field, and in a problem document, which may be all that a user reports.
  mutating func carry(_ trace: TraceContext) {
    fields.append("Traceparent") { $0 += trace.traceparent }
    guard status.code >= 400, fields["Content-Type"] == "application/problem+json", body.last == UInt8(ascii: "}")
    else {
      return
    }
    body.removeLast()
    body.append(#","trace_id":""#)
    body += trace.trace
    body.append(#""}"#)
  }
}
