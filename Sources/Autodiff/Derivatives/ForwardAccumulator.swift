/// Computes Jacobian-vector products alongside the computation it watches (forward mode).
///
/// ```swift
/// let accumulator = try ForwardAccumulator(primals: x, tangents: v)
/// let y = try accumulator.recording { try f(x) }
/// let jvp = try accumulator.jvp(of: y)  // J(x) · v
/// ```
///
/// Each step costs a small multiple of itself, and no intermediate value is kept: a tangent lives as long as its tensor. Accumulators
/// nest: an inner one never sees what an outer one computes, and an outer one sees the inner one's products, so a product of a
/// product is a second derivative.
public final class ForwardAccumulator: Recorder {
  private let table = TangentTable()

  /// Watches `primals` with `tangents`, which must have the same structure, shapes and element types.
  ///
  /// Throws `structureMismatch`, `shapeMismatch` or `dtypeMismatch` naming the place; `duplicatePrimal` where a tensor stands twice;
  /// `notDifferentiable` for a primal that is not floating.
  public init<Structure: TensorStructure>(primals: Structure, tangents: Structure) throws {
    try watch(primals.leaves, tangents.leaves)
  }

  private func watch(
    _ primals: [(path: String, tensor: Tensor)], _ tangents: [(path: String, tensor: Tensor)]
  ) throws {
    guard primals.map(\.path) == tangents.map(\.path) else {
      throw AutodiffError(
        .structureMismatch, "the tangents must have the structure of the primals",
        expected: primals.map(\.path).joined(separator: " "), actual: tangents.map(\.path).joined(separator: " "))
    }
    var places: [UInt64: String] = [:]
    for ((path, primal), tangent) in zip(primals, tangents.map(\.tensor)) {
      if let earlier = places.updateValue(path, forKey: primal.identity) {
        throw AutodiffError(
          .duplicatePrimal, "the same tensor is a primal multiple times: primals\(earlier) and primals\(path)")
      }
      try watch(primal, tangent, "tangents\(path)")
    }
  }

  private func watch(_ primal: Tensor, _ tangent: Tensor, _ place: String) throws {
    guard primal.dtype.isFloating else {
      throw AutodiffError(
        .notDifferentiable, "\(place): a primal must be of a floating type, not \(primal.type)",
        expected: "float32 or float64", actual: primal.dtype.rawValue)
    }
    guard primal.type == tangent.type else {
      throw AutodiffError(
        primal.shape == tangent.shape ? .dtypeMismatch : .shapeMismatch,
        "\(place) is \(tangent.type), but its primal is \(primal.type)", expected: "\(primal.type)",
        actual: "\(tangent.type)")
    }
    table.set(try accumulate(table[primal], tangent), for: primal)
  }

  /// Runs `body`, and computes the product of each of its steps. May be entered again later, but not while it is active.
  public func recording<R>(_ body: () throws -> R) throws -> R {
    try Recording.with(self, body)
  }

  /// The Jacobian-vector product of `tensor`; nil where it does not depend on the primals. Computes nothing.
  public func jvp(of tensor: Tensor) -> Tensor? { table[tensor] }

  /// The product of each tensor of `structure`, zeros where it does not depend on the primals.
  public func jvp<Structure: TensorStructure>(of structure: Structure) throws -> Structure {
    try structure.mapTensors { try table[$0] ?? zeros(like: $0) }
  }

  func observe(_ operation: any Operation, _ operands: [Tensor], _ result: Tensor) throws {
    guard result.dtype.isFloating else { return }
    let tangents = operands.map { table[$0] }
    guard tangents.contains(where: { $0 != nil }) else { return }
    if let tangent = try operation.tangent(tangents, operands, result) {
      table.set(tangent, for: result)
    }
  }
}
