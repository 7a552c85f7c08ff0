/// Something that wants to see each step that is applied while it is active.
protocol Recorder: AnyObject, Sendable {
  /// The mode of differentiation that it serves.
  static var mode: RecordingModes { get }

  /// Looks at a step. What it computes for that is for the recorders outside it alone.
  func observe(
    _ operation: any Operation, _ operands: [Tensor], _ result: Tensor, outside: ArraySlice<any Recorder>) throws

  /// Whether derivatives by or of this tensor are known.
  func knows(_ tensor: Tensor) -> Bool

  /// Learns that a variable is about to be read.
  func accessed(_ variable: Variable)
}

extension Recorder {
  func accessed(_ variable: Variable) {}
}

/// The recorders that are active in the current task, outermost first.
///
/// Each step is shown to them in that order, and while a recorder works, only those outside it are active. This one slice gives
/// the nesting rules: an inner recorder never sees what an outer one computes, and an outer one sees all that an inner one does.
///
/// The list is a task-local value. A child task (`async let`, a task group) starts with its parent's, so what it computes is part of what the
/// parent records; what it activates itself nobody else sees. A detached task starts with none.
enum Recording {
  @TaskLocal static var active: [any Recorder] = []

  static func observe(_ operation: some Operation, _ operands: [Tensor], _ result: Tensor) throws {
    let recorders = active
    for (depth, recorder) in recorders.enumerated() {
      try recorder.observe(operation, operands, result, outside: recorders[..<depth])
    }
  }

  /// Runs `body` seen only by `recorders`.
  static func only<R>(_ recorders: ArraySlice<any Recorder>, _ body: () throws -> R) rethrows -> R {
    try $active.withValue(Array(recorders), operation: body)
  }

  static func accessed(_ variable: Variable) {
    for recorder in active { recorder.accessed(variable) }
  }

  /// Whether an active recorder knows this tensor.
  static func knows(_ tensor: Tensor) -> Bool {
    active.contains { $0.knows(tensor) }
  }

  static func isActive(_ recorder: any Recorder) -> Bool {
    active.contains { $0 === recorder }
  }

  /// Runs `body` with `recorder` as the innermost active one.
  static func with<R>(_ recorder: any Recorder, _ body: () throws -> R) throws -> R {
    try $active.withValue(activating(recorder), operation: body)
  }

  static func with<R>(
    _ recorder: any Recorder, isolation: isolated (any Actor)?, _ body: () async throws -> R
  ) async throws -> R {
    try await $active.withValue(activating(recorder), operation: body, isolation: isolation)
  }

  private static func activating(_ recorder: any Recorder) throws -> [any Recorder] {
    guard !isActive(recorder) else {
      throw AutodiffError(.recorderMisuse, "this \(type(of: recorder)) is already recording")
    }
    return active + [recorder]
  }

  /// Runs `body` unseen by `recorder`.
  static func without<R>(_ recorder: any Recorder, _ body: () throws -> R) rethrows -> R {
    try $active.withValue(active.filter { $0 !== recorder }, operation: body)
  }

  /// Runs `body` seen only by the recorders outside `recorder`; by all, where it is not active.
  static func outside<R>(_ recorder: any Recorder, _ body: () throws -> R) rethrows -> R {
    try $active.withValue(Array(active.prefix { $0 !== recorder }), operation: body)
  }
}

/// The modes of differentiation, by the recorders that serve them.
public struct RecordingModes: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `ForwardAccumulator`.
  public static let forward = RecordingModes(rawValue: 1)
  /// `GradientTape`.
  public static let reverse = RecordingModes(rawValue: 2)
}

/// Runs `body` seen only by the active recorders of these modes: to the others what it computes is a constant.
public func withRecording<R>(only modes: RecordingModes, _ body: () throws -> R) rethrows -> R {
  try Recording.$active.withValue(Recording.active.filter { modes.contains(type(of: $0).mode) }, operation: body)
}

/// Runs `body` with no recorder active: what it computes is a constant for all of them.
public func withoutRecording<R>(_ body: () throws -> R) rethrows -> R {
  try withRecording(only: [], body)
}
