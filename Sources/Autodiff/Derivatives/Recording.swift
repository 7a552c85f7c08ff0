/// Something that wants to see each step that is applied while it is active.
protocol Recorder: AnyObject, Sendable {
  func observe(_ operation: any Operation, _ operands: [Tensor], _ result: Tensor) throws
}

/// The recorders that are active in the current task, outermost first.
///
/// Each step is shown to them in that order, and while a recorder works, only those outside it are active. This one slice gives
/// the nesting rules: an inner recorder never sees what an outer one computes, and an outer one sees all that an inner one does.
enum Recording {
  @TaskLocal static var active: [any Recorder] = []

  static func observe(_ operation: some Operation, _ operands: [Tensor], _ result: Tensor) throws {
    let recorders = active
    for (depth, recorder) in recorders.enumerated() {
      try $active.withValue(Array(recorders[..<depth])) {
        try recorder.observe(operation, operands, result)
      }
    }
  }

  /// Runs `body` with `recorder` as the innermost active one.
  static func with<R>(_ recorder: any Recorder, _ body: () throws -> R) throws -> R {
    guard !active.contains(where: { $0 === recorder }) else {
      throw AutodiffError(.recorderMisuse, "this \(type(of: recorder)) is already recording")
    }
    return try $active.withValue(active + [recorder], operation: body)
  }

  /// Runs `body` unseen by `recorder`.
  static func without<R>(_ recorder: any Recorder, _ body: () throws -> R) throws -> R {
    try $active.withValue(active.filter { $0 !== recorder }, operation: body)
  }
}

/// Runs `body` with no recorder active: what it computes is a constant for all of them.
public func withoutRecording<R>(_ body: () throws -> R) rethrows -> R {
  try Recording.$active.withValue([], operation: body)
}
