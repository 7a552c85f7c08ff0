/// Lets whoever has programs written and compiled end that before it is done: nested transforms can make a small function a huge
/// program. Running a plan is ended by the `shouldStop` that it takes.
public enum Interruption {
  @TaskLocal static var shouldStop: (@Sendable () -> Bool)?

  /// Runs `body`; what it traces and compiles ends with `deadlineExceeded` once `shouldStop`, or one given around it, says so.
  public static func when<R>(_ shouldStop: @escaping @Sendable () -> Bool, _ body: () throws -> R) rethrows -> R {
    let outer = self.shouldStop
    return try $shouldStop.withValue({ outer?() == true || shouldStop() }, operation: body)
  }

  /// A function that throws `deadlineExceeded` where nobody waits any more. To be called many times: who waits is looked up once.
  static var checker: () throws -> Void {
    let shouldStop = shouldStop
    return { if shouldStop?() == true { throw AutodiffError.stopped } }
  }
}

extension AutodiffError {
  /// Whoever asked for a result does not wait for it any more.
  static var stopped: AutodiffError { AutodiffError(.deadlineExceeded, "the computation was stopped") }
}
