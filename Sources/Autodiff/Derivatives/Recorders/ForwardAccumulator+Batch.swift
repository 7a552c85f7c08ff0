extension ForwardAccumulator {
  /// Watches `primals` with several tangents at once: each of `batchedTangents` has the shape `[k] + shape` of its primal, with one `k` for
  /// all, and each product the shape `[k] + shape` of its tensor.
  ///
  /// The work that depends on the primals alone is done once, and each step's rule runs once for all `k`.
  ///
  /// Throws as `init(primals:tangents:)`, and `shapeMismatch` where there is no leading axis or it is empty.
  public convenience init<Primals: TensorStructure>(
    primals: Primals, batchedTangents tangents: Primals.Tensors
  ) throws {
    let leading = tangents.leaves.first?.tensor.shape.dimensions.first ?? 0
    guard leading > 0 else {
      throw AutodiffError(
        .shapeMismatch, "batched tangents must have a leading axis for at least one tangent",
        expected: "[k] + the shape of the primal", actual: tangents.leaves.first.map { "\($0.tensor.shape)" })
    }
    self.init(batchSize: leading)
    try watch(primals, tangents: tangents)
  }
}

extension Operation {
  /// The tangents of the result for tangents with a leading axis: the rule is written down for one tangent, and evaluated for all.
  func batchedTangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor, size: Int) throws -> Tensor? {
    let primals = operands + [result]
    let known = tangents.indices.filter { tangents[$0] != nil }
    let types = primals.map(\.type) + known.map { operands[$0].type }
    let program = try withoutRecording {
      try Program.trace(types) { inputs in
        var each = tangents.map { _ in Tensor?.none }
        for (place, index) in known.enumerated() { each[index] = inputs[primals.count + place] }
        let values = inputs.prefix(primals.count)
        return try [tangent(each, Array(values.dropLast()), inputs[operands.count])].compactMap { $0 }
      }.batched(Set(primals.count..<types.count), size: size)
    }
    guard let product = try program.program.evaluate(primals + tangents.compactMap { $0 }).first else { return nil }
    return program.isBatched[0] ? product : try product.broadcast(to: result.shape.batched(size))
  }
}
