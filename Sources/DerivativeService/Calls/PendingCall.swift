import JSON
import JSONRPC

/// A call that is not answered.
struct PendingCall: Sendable {
  let method: any Method
  /// The number of the method in the metrics.
  let number: Int
  let params: JSONValue
  let context: RequestContext
  let reply: Reply
  var prepared: PreparedCall?

  /// When the call is given up.
  var deadline: ContinuousClock.Instant {
    guard let asked = prepared?.deadline else { return context.deadline }
    return min(context.deadline, context.arrival + asked)
  }
}
