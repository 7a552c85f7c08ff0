import Synchronization

/// Records the steps that depend on what it watches, and plays them back for gradients (reverse mode).
///
/// ```swift
/// let tape = GradientTape()
/// try tape.watch(x)
/// let loss = try tape.recording { try f(x) }
/// let gradient = try tape.gradient(of: loss, x)
/// ```
///
/// Trainable variables that are read are watched without being told. A gradient costs a small multiple of the computation, and the tape keeps
/// the tensors of the recorded steps until it is used, reset or dropped. Used within an active outer recorder, the gradient is itself
/// differentiated: a tape inside a `ForwardAccumulator` gives Hessian-vector products.
///
/// What is computed in the tasks that run as children of the recording's body is recorded as well; what other tasks compute is not.
public final class GradientTape: Recorder {
  static let mode = RecordingModes.reverse

  private struct State: Sendable {
    var steps: [TapeStep] = []
    var tracked: Set<UInt64> = []
    var variables: [Variable] = []
    var isSpent = false

    mutating func track(_ leaf: TensorLeaf) {
      let isNew = tracked.insert(leaf.tensor.identity).inserted
      if isNew, let variable = leaf.variable { variables.append(variable) }
    }

    /// A spent tape that is used again begins anew.
    mutating func beginAnewIfSpent() {
      if isSpent { self = State() }
    }
  }

  private let isPersistent: Bool
  private let watchesAccessedVariables: Bool
  private let state = Mutex(State())

  /// A `persistent` tape may be asked for gradients many times, another one once. Without `watchAccessedVariables`, variables are watched only
  /// where `watch` says so.
  public init(persistent: Bool = false, watchAccessedVariables: Bool = true) {
    (isPersistent, watchesAccessedVariables) = (persistent, watchAccessedVariables)
  }

  /// Makes the tape record all that is computed from the tensors and variables of `structure`. Throws `notDifferentiable` for one that
  /// is not of a floating type; then nothing further is watched.
  public func watch(_ structure: some TensorStructure) throws {
    let leaves = structure.leaves
    for leaf in leaves where !leaf.tensor.dtype.isFloating {
      throw AutodiffError(
        .notDifferentiable, "a tape cannot watch\(leaf.path.isEmpty ? "" : " " + leaf.path) \(leaf.tensor.type)",
        expected: "float32 or float64", actual: leaf.tensor.dtype.rawValue)
    }
    state.withLock { state in
      state.beginAnewIfSpent()
      for leaf in leaves { state.track(leaf) }
    }
  }

  /// The variables that are watched, in the order in which that began. They stay known after a gradient.
  public var watchedVariables: [Variable] { state.withLock { $0.variables } }

  /// Runs `body`, recording its steps. May be entered again later, when the recording goes on, but not while it is active
  /// (`recorderMisuse`). A tape that is not persistent and has given its gradients begins anew, watching nothing.
  public func recording<R>(_ body: () throws -> R) throws -> R {
    try Recording.with(self) {
      state.withLock { $0.beginAnewIfSpent() }
      return try body()
    }
  }

  public func recording<R>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async throws -> R {
    try await Recording.with(self, isolation: isolation) {
      state.withLock { $0.beginAnewIfSpent() }
      return try await body()
    }
  }

  /// Runs `body` unseen by this tape; other recorders see it. Throws `recorderMisuse` where the tape is not recording.
  public func stopRecording<R>(_ body: () throws -> R) throws -> R {
    guard Recording.isActive(self) else {
      throw AutodiffError(.recorderMisuse, "this GradientTape is not recording, so it cannot be stopped")
    }
    return try Recording.without(self, body)
  }

  /// Forgets all that was recorded and watched.
  public func reset() {
    // What the steps hold is released outside the lock: the end of a tensor may lead back to a recorder.
    let forgotten = state.withLock { state in
      defer { state = State() }
      return state
    }
    withExtendedLifetime(forgotten) {}
  }

  func observe(
    _ operation: any Operation, _ operands: [Tensor], _ result: Tensor, outside: ArraySlice<any Recorder>
  ) throws {
    guard result.dtype.isFloating else { return }
    state.withLock { state in
      guard !state.isSpent, operands.contains(where: { state.tracked.contains($0.identity) }) else { return }
      state.tracked.insert(result.identity)
      state.steps.append(TapeStep(operation: operation, operands: operands, result: result))
    }
  }

  func knows(_ tensor: Tensor) -> Bool {
    state.withLock { $0.tracked.contains(tensor.identity) }
  }

  func accessed(_ variable: Variable) {
    guard watchesAccessedVariables, variable.isTrainable, variable.type.dtype.isFloating else { return }
    state.withLock { if !$0.isSpent { $0.track(TensorLeaf("", variable)) } }
  }

  /// Plays the recorded steps as `body` says. The tape does not record that, unless it is persistent and active: then a gradient of the
  /// gradient can be asked for. Throws `recorderMisuse` at the second time for a tape that is not persistent.
  func playing<R>(_ body: (TapePlayback) throws -> R) throws -> R {
    let playback = TapePlayback(steps: try takeSteps())
    return isPersistent ? try body(playback) : try Recording.without(self) { try body(playback) }
  }

  private func takeSteps() throws -> [TapeStep] {
    try state.withLock { state in
      guard !state.isSpent else {
        throw AutodiffError(
          .recorderMisuse,
          "a tape that is not persistent gives gradients once; make it with GradientTape(persistent: true)")
      }
      if isPersistent { return state.steps }
      defer { (state.steps, state.tracked, state.isSpent) = ([], [], true) }
      return state.steps
    }
  }
}
