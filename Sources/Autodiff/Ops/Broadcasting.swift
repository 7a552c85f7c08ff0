import Kernels

/// Repeats a tensor along new leading axes and along axes of extent 1 (NumPy's broadcast). Operators insert it; its transpose sums.
public struct BroadcastTo: LinearOperation {
  public static let name = "broadcast_to"
  public let shape: Shape

  public init(shape: Shape) { self.shape = shape }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    guard try operands[0].shape.broadcast(with: shape) == shape else {
      throw AutodiffError(
        .shapeMismatch, "\(name): \(operands[0].shape) cannot be broadcast to \(shape)", expected: "\(shape)",
        actual: "\(operands[0].shape)")
    }
    return TensorType(operands[0].dtype, shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    operands[0].shape.elementCount == shape.elementCount
      ? .view : .expand(Expansion(from: operands[0].shape.dimensions, to: shape.dimensions, size: result.dtype.size))
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    let operand = operands[0].shape
    let lead = shape.rank - operand.rank
    let repeated = (0..<shape.rank).filter { $0 < lead || (operand[$0 - lead] == 1 && shape[$0] != 1) }
    return try cotangent.sum(axes: repeated).reshaped(to: operand)
  }

  public func simplified(_ operands: [Tensor]) throws -> Tensor? {
    if operands[0].shape == shape { return operands[0] }
    // A broadcast of a broadcast is one from the first operand.
    guard let (inner, sources) = operands[0].definition(as: BroadcastTo.self), inner.shape.rank >= 0 else { return nil }
    return try sources[0].tracer?.emit(self, sources, TensorType(sources[0].dtype, shape))
  }
}

extension Tensor {
  /// The tensor broadcast to `shape`, as NumPy does. Throws `shapeMismatch` where it cannot be.
  public func broadcast(to shape: Shape) throws -> Tensor {
    try broadcast(to: shape, writtenBy: nil)
  }

  fileprivate func broadcast(to shape: Shape, writtenBy tracer: Tracer?) throws -> Tensor {
    self.shape == shape ? self : try apply(BroadcastTo(shape: shape), [self], writtenBy: tracer)
  }
}

/// Both operands at their common shape and of one element type; `name` is the operation that asks.
func broadcastTogether(_ a: Tensor, _ b: Tensor, for name: String) throws -> (Tensor, Tensor) {
  guard a.dtype == b.dtype else {
    throw AutodiffError(
      .dtypeMismatch, "\(name): \(a.type) and \(b.type) are of different types", expected: a.dtype.rawValue,
      actual: b.dtype.rawValue)
  }
  if a.shape == b.shape { return (a, b) }
  guard let shape = try a.shape.broadcast(with: b.shape) else {
    throw AutodiffError(
      .shapeMismatch, "\(name): the shapes \(a.shape) and \(b.shape) cannot be broadcast together",
      expected: "\(a.shape)", actual: "\(b.shape)")
  }
  // The program of the one repeats the other, also where that is concrete.
  let tracer = Tracer.innermost(of: [a, b])
  return (try a.broadcast(to: shape, writtenBy: tracer), try b.broadcast(to: shape, writtenBy: tracer))
}

/// A tensor of `value`s with the type of `x`, in the program that `x` belongs to.
func constant(_ value: Double, like x: Tensor) throws -> Tensor {
  let scalar = try Tensor(value, dtype: x.dtype)
  return try (x.tracer?.lift(scalar) ?? scalar).broadcast(to: x.shape)
}

func zeros(like x: Tensor) throws -> Tensor { try constant(0, like: x) }
func ones(like x: Tensor) throws -> Tensor { try constant(1, like: x) }

extension Tensor {
  /// Zeros of the type of `x`.
  public init(zerosLike x: Tensor) throws { self = try constant(0, like: x) }

  /// Zeros.
  public init(zeros type: TensorType) throws {
    self = try Tensor(0, dtype: type.dtype).broadcast(to: type.shape)
  }
}
