/// Computes Jacobian-vector products alongside the computation it watches (forward mode).
///
/// ```swift
/// let accumulator = try ForwardAccumulator(primals: x, tangents: v)
/// let y = try accumulator.recording { try f(x) }
/// let jvp = accumulator.jvp(of: y)  // J(x) · v
/// ```
///
/// Each step costs a small multiple of itself, and no intermediate value is kept: a tangent lives as long as its tensor. Accumulators
/// nest: an inner one never sees what an outer one computes, and an outer one sees the inner one's products, so a product of a
/// product is a second derivative. What counts is the order in which they are entered, not the one in which they are made.
///
/// What is computed in the tasks that run as children of the recording's body is recorded as well; what other tasks compute is not.
public final class ForwardAccumulator: Recorder {
  static let mode = RecordingModes.forward

  private let table = TangentTable()
  /// The number of tangents that are carried at once, along a leading axis; nil for one without that axis.
  let batchSize: Int?

  init(batchSize: Int?) {
    self.batchSize = batchSize
  }

  /// Watches `primals` with `tangents`, which must have the same structure, shapes and element types.
  ///
  /// Throws `structureMismatch`, `shapeMismatch` or `dtypeMismatch` naming the place; `duplicatePrimal` where a tensor stands twice;
  /// `notDifferentiable` for a primal that is not floating.
  public convenience init<Primals: TensorStructure>(primals: Primals, tangents: Primals.Tensors) throws {
    self.init(batchSize: nil)
    try watch(primals, tangents: tangents)
  }

  /// Watches further primals. The tangent of one that is watched already is added to the one it has.
  ///
  /// Throws as `init(primals:tangents:)`; then nothing further is watched.
  public func watch<Primals: TensorStructure>(_ primals: Primals, tangents: Primals.Tensors) throws {
    let pairs = try primals.paired("primals", with: tangents, "tangents")
    try pairs.map(\.leaf).rejectDuplicates()
    for (primal, tangent) in pairs { try check(primal, tangent) }
    for (primal, tangent) in pairs {
      let sum = try Recording.outside(self) { try accumulate(table[primal.tensor], tangent) }
      table.set(sum, for: primal.tensor)
    }
  }

  private func check(_ primal: TensorLeaf, _ tangent: Tensor) throws {
    guard primal.tensor.dtype.isFloating else {
      throw AutodiffError(
        .notDifferentiable, "primals\(primal.path) must be of a floating type, not \(primal.tensor.type)",
        expected: "float32 or float64", actual: primal.tensor.dtype.rawValue)
    }
    let expected = try primal.tensor.type.batched(batchSize)
    guard expected == tangent.type else {
      throw AutodiffError(
        expected.shape == tangent.shape ? .dtypeMismatch : .shapeMismatch,
        "tangents\(primal.path) is \(tangent.type), but must be \(expected) for primals\(primal.path)",
        expected: "\(expected)", actual: "\(tangent.type)")
    }
  }

  /// Runs `body`, and computes the product of each of its steps. May be entered again later, when it goes on with the products it knows, but
  /// not while it is active (`recorderMisuse`).
  public func recording<R>(_ body: () throws -> R) throws -> R {
    try Recording.with(self, body)
  }

  public func recording<R>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async throws -> R {
    try await Recording.with(self, isolation: isolation, body)
  }

  /// The Jacobian-vector product of `tensor`; nil where it does not depend on the primals. Computes nothing, so it may be asked for any
  /// number of times, while the accumulator is active and after.
  public func jvp(of tensor: Tensor) -> Tensor? { table[tensor] }

  func observe(
    _ operation: any Operation, _ operands: [Tensor], _ result: Tensor, outside: ArraySlice<any Recorder>
  ) throws {
    guard result.dtype.isFloating else { return }
    let tangents = operands.map { table[$0] }
    guard tangents.contains(where: { $0 != nil }) else { return }
    let tangent = try Recording.only(outside) {
      if let batchSize {
        try operation.batchedTangent(tangents, operands, result, size: batchSize)
      } else {
        try operation.tangent(tangents, operands, result)
      }
    }
    if let tangent { table.set(tangent, for: result) }
  }

  func knows(_ tensor: Tensor) -> Bool { table[tensor] != nil }
}

extension ForwardAccumulator {
  /// The product of each tensor of `structure`, zeros where it does not depend on the primals.
  public func jvp<Structure: TensorStructure>(of structure: Structure) throws -> Structure.Tensors {
    let leaves = structure.tensors
    return try structure.replacing(leaves.map { try table[$0] ?? zeroTangent(of: $0) })
  }

  /// The product of each tensor of `structure`; where it does not depend on the primals, nil or zeros of its type.
  public func jvp<Structure: TensorStructure>(
    of structure: Structure, unconnectedGradients: UnconnectedGradients
  ) throws -> Structure.Optionals {
    var found = try structure.tensors.map { tensor in
      try table[tensor] ?? (unconnectedGradients == .zero ? zeroTangent(of: tensor) : nil)
    }[...]
    return structure.optionals(from: &found)
  }

  private func zeroTangent(of tensor: Tensor) throws -> Tensor {
    let zero = try zeros(like: tensor)
    return try batchSize == nil ? zero : zero.broadcast(to: tensor.type.batched(batchSize).shape)
  }
}

extension TensorType {
  /// The type with a leading axis of extent `size`, or without one.
  func batched(_ size: Int?) throws -> TensorType {
    guard let size else { return self }
    return try batched(size)
  }
}

extension [TensorLeaf] {
  /// Throws `duplicatePrimal` where the same tensor stands at two places.
  fileprivate func rejectDuplicates() throws {
    var places: [UInt64: String] = [:]
    for leaf in self {
      if let earlier = places.updateValue(leaf.path, forKey: leaf.tensor.identity) {
        throw AutodiffError(
          .duplicatePrimal, "the same tensor is a primal multiple times: primals\(earlier) and primals\(leaf.path)")
      }
    }
  }
}
