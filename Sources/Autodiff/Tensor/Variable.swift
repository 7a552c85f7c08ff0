import Synchronization

/// A tensor that can be replaced: a parameter of a model, say.
///
/// ```swift
/// let weights = Variable(initial)
/// let tape = GradientTape()  // watches each trainable variable that is read
/// let loss = try tape.recording { try (x.matmul(weights.value) - y).squared().sum() }
/// try weights.assign(weights.value - 0.1 * tape.gradient(of: loss, weights))
/// ```
///
/// Recorders know a variable by itself, not by its value: every read is connected to it, also after an assignment. What was assigned is not
/// connected: a derivative does not flow through `assign` into what the new value was computed from.
public final class Variable: Sendable {
  /// Whether tapes watch it without being told.
  public let isTrainable: Bool
  public let name: String?
  /// What the reads are connected to. Of its elements nobody asks.
  let source: Tensor
  private let current: Mutex<Tensor>

  /// A variable with the elements of `value`, which it is not connected to. Throws `recorderMisuse` for a placeholder of a trace.
  public init(_ value: Tensor, name: String? = nil, isTrainable: Bool = true) throws {
    (self.isTrainable, self.name) = (isTrainable, name)
    let value = try Variable.detached(value)
    source = Tensor(value.type, value.handle.value)
    current = Mutex(value)
  }

  public var type: TensorType { source.type }

  /// The current value, as a tensor of its own that is connected to the variable.
  public var value: Tensor {
    get throws {
      let now = current.withLock { $0 }
      let read = Tensor(now.type, now.handle.value)
      Recording.accessed(self)
      try Recording.observe(Identity(), [source], read)
      return read
    }
  }

  /// Replaces the value. Throws `shapeMismatch` or `dtypeMismatch` where `value` is of another type, and `recorderMisuse` for a placeholder
  /// of a trace, which has no elements.
  public func assign(_ value: Tensor) throws {
    guard value.type == type else {
      throw AutodiffError(
        value.shape == type.shape ? .dtypeMismatch : .shapeMismatch,
        "\(name ?? "a variable") of type \(type) cannot be assigned \(value.type)", expected: "\(type)",
        actual: "\(value.type)")
    }
    let next = try Variable.detached(value)
    current.withLock { $0 = next }
  }

  /// A tensor with the elements of `value` and an identity that no recorder knows.
  private static func detached(_ value: Tensor) throws -> Tensor {
    guard value.tracer == nil else {
      throw AutodiffError(.recorderMisuse, "a variable cannot hold a placeholder of a trace, which has no elements")
    }
    return Tensor(value.type, value.handle.value)
  }
}

extension Variable: TensorStructure {
  /// The variable itself.
  public var leaves: [TensorLeaf] { [TensorLeaf("", self)] }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Tensor? { tensors.popFirst() }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> Tensor? { found.popFirst() ?? nil }
}
