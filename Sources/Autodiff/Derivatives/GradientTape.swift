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
/// A gradient costs a small multiple of the computation, and the tape keeps the tensors of the recorded steps until it is used or
/// dropped. Used within an active outer recorder, the gradient is itself differentiated: a tape inside a `ForwardAccumulator` gives
/// Hessian-vector products.
public final class GradientTape: Recorder {
  private struct Step: Sendable {
    let operation: any Operation
    let operands: [Tensor]
    let result: Tensor
  }

  private struct State: Sendable {
    var steps: [Step] = []
    var watched: [UInt64: Tensor] = [:]
    var tracked: Set<UInt64> = []
    var isSpent = false
  }

  private let isPersistent: Bool
  private let state = Mutex(State())

  /// A `persistent` tape may be asked for gradients many times, another one once.
  public init(persistent: Bool = false) {
    isPersistent = persistent
  }

  /// Makes the tape record all that is computed from the tensors of `structure`. Throws `notDifferentiable` for a tensor that is
  /// not of a floating type.
  public func watch(_ structure: some TensorStructure) throws {
    for (path, tensor) in structure.leaves {
      guard tensor.dtype.isFloating else {
        throw AutodiffError(
          .notDifferentiable, "a tape cannot watch\(path.isEmpty ? "" : " " + path) \(tensor.type)",
          expected: "float32 or float64", actual: tensor.dtype.rawValue)
      }
      state.withLock {
        $0.watched[tensor.identity] = tensor
        _ = $0.tracked.insert(tensor.identity)
      }
    }
  }

  /// Runs `body`, recording its steps. May be entered again later, but not while it is active.
  public func recording<R>(_ body: () throws -> R) throws -> R {
    try Recording.with(self, body)
  }

  func observe(_ operation: any Operation, _ operands: [Tensor], _ result: Tensor) throws {
    guard result.dtype.isFloating else { return }
    state.withLock { state in
      guard operands.contains(where: { state.tracked.contains($0.identity) }) else { return }
      state.tracked.insert(result.identity)
      state.steps.append(Step(operation: operation, operands: operands, result: result))
    }
  }
}

extension GradientTape {
  /// The gradient of `target` (of the sum of its elements, if it is no scalar) with respect to `source`; nil where unconnected.
  public func gradient(of target: Tensor, _ source: Tensor, outputGradient: Tensor? = nil) throws -> Tensor? {
    try gradients(of: [target], [source], outputGradients: outputGradient.map { [$0] })[0]
  }

  /// The gradient with respect to each tensor of `sources`, zeros where unconnected.
  public func gradient<Sources: TensorStructure>(
    of target: Tensor, _ sources: Sources, outputGradient: Tensor? = nil
  ) throws -> Sources {
    var found = try gradients(of: [target], sources.tensors, outputGradients: outputGradient.map { [$0] })[...]
    return try sources.mapTensors { try (found.popFirst() ?? nil) ?? zeros(like: $0) }
  }

  /// The gradient of the sum of all targets, each weighted by its output gradient (ones by default), with respect to each source; nil
  /// where unconnected.
  ///
  /// Throws `recorderMisuse` at the second use of a tape that is not persistent, `shapeMismatch` and `dtypeMismatch` for output
  /// gradients that do not have the types of the targets.
  public func gradients(
    of targets: [Tensor], _ sources: [Tensor], outputGradients: [Tensor]? = nil
  ) throws -> [Tensor?] {
    let seeds = try seeds(targets, outputGradients)
    let steps = try takeSteps()
    let play = { try GradientTape.play(steps, targets, seeds, sources) }
    return isPersistent ? try play() : try Recording.without(self, play)
  }

  private func takeSteps() throws -> [Step] {
    try state.withLock { state in
      guard !state.isSpent else {
        throw AutodiffError(
          .recorderMisuse,
          "a tape that is not persistent gives gradients once; make it with GradientTape(persistent: true)")
      }
      if isPersistent { return state.steps }
      state.isSpent = true
      defer { (state.steps, state.watched) = ([], [:]) }
      return state.steps
    }
  }

  private func seeds(_ targets: [Tensor], _ outputGradients: [Tensor]?) throws -> [Tensor] {
    guard let outputGradients else { return try targets.map(ones(like:)) }
    guard outputGradients.count == targets.count else {
      throw AutodiffError(
        .structureMismatch, "each target needs its output gradient", expected: "\(targets.count)",
        actual: "\(outputGradients.count)")
    }
    for (target, seed) in zip(targets, outputGradients) where target.type != seed.type {
      throw AutodiffError(
        target.shape == seed.shape ? .dtypeMismatch : .shapeMismatch,
        "an output gradient is \(seed.type), but its target is \(target.type)", expected: "\(target.type)",
        actual: "\(seed.type)")
    }
    return outputGradients
  }

  /// Walks the steps backwards from the targets, through those tensors alone that depend on a source.
  private static func play(_ steps: [Step], _ targets: [Tensor], _ seeds: [Tensor], _ sources: [Tensor]) throws
    -> [Tensor?]
  {
    let reached = tensorsReached(from: sources, steps)
    let kept = Set(sources.map(\.identity))
    var cotangents: [UInt64: Tensor] = [:]
    for (target, seed) in zip(targets, seeds) where reached.contains(target.identity) {
      cotangents[target.identity] = try accumulate(cotangents[target.identity], seed)
    }
    for step in steps.reversed() {
      let result = step.result.identity
      guard reached.contains(result), let cotangent = cotangents[result] else { continue }
      if !kept.contains(result) { cotangents[result] = nil }
      let wanted = step.operands.map { reached.contains($0.identity) }
      guard wanted.contains(true) else { continue }
      let found = try step.operation.cotangents(cotangent, step.operands, step.result, wanted: wanted)
      for (operand, term) in zip(step.operands, found) {
        guard let term else { continue }
        cotangents[operand.identity] = try accumulate(cotangents[operand.identity], term)
      }
    }
    return sources.map { cotangents[$0.identity] }
  }

  private static func tensorsReached(from sources: [Tensor], _ steps: [Step]) -> Set<UInt64> {
    var reached = Set(sources.map(\.identity))
    for step in steps where step.operands.contains(where: { reached.contains($0.identity) }) {
      reached.insert(step.result.identity)
    }
    return reached
  }
}
