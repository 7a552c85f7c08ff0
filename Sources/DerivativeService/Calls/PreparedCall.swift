import Autodiff
import JSON

/// A call that has been decoded, checked and compiled; only its numbers are left to do.
public struct PreparedCall: Sendable {
  /// Runs the call in a workspace and appends one JSON value, the result. Asked between steps, `shouldStop` says when
  /// nobody waits any more; running then ends with an error.
  public typealias Run =
    @Sendable (_ workspace: Workspace, _ shouldStop: () -> Bool, _ result: inout JSONWriter) throws -> Void

  /// Arithmetic operations of the run. What is above a threshold does not run on the threads that serve connections.
  public var flops: Int
  /// Bytes of inputs, workspace and result together, for the account of memory.
  public var byteCount: Int
  /// Those of them that the result's text takes at most, for which room is made at once.
  public var resultByteCount: Int
  /// How long the client waits, counted from the arrival of its request; nil where it does not say.
  public var deadline: Duration?
  public var run: Run

  public init(
    flops: Int, byteCount: Int, resultByteCount: Int = 0, deadline: Duration? = nil, run: @escaping Run
  ) {
    self.flops = flops
    self.byteCount = byteCount
    self.resultByteCount = resultByteCount
    self.deadline = deadline
    self.run = run
  }
}

extension PreparedCall {
  /// The call, unless it is too much work.
  func accepted(by limits: ServiceLimits) throws -> PreparedCall {
    guard flops <= limits.work else {
      let work = flops == .max ? "more than 9.2e18 operations" : "\(flops) operations"
      throw AutodiffError(
        .limitExceeded, "the call would take \(work) of arithmetic, more than the limit of \(limits.work)",
        expected: "at most \(limits.work) operations", actual: work)
    }
    return self
  }
}
