extension Program {
  /// The program in two parts: what depends on the known inputs alone, and the rest.
  ///
  /// The early part gives the residuals, which are the values that the late part needs of it; the late part takes the other inputs and
  /// then the residuals. Where a vector is new and the point is not, as for several tangents at the primals, the early part runs
  /// once for all of them. Complexity: linear.
  ///
  /// - Parameter known: the numbers of the known inputs.
  public func split(known: Set<Int>) throws -> (early: Program, late: Program) {
    let isEarly = earlyValues(known)
    let residuals = residualValues(isEarly)
    let early = try Program.trace(known.sorted().map { inputTypes[$0] }) { inputs in
      let computed = try compute(inputs: Dictionary(uniqueKeysWithValues: zip(known.sorted(), inputs)), [:])
      return residuals.compactMap { computed[$0] }
    }
    let unknown = inputTypes.indices.filter { !known.contains($0) }
    let late = try Program.trace(unknown.map { inputTypes[$0] } + residuals.map { values[$0].type }) { placeholders in
      let (inputs, given) = placeholders.split(after: unknown.count)
      let computed = try compute(
        inputs: Dictionary(uniqueKeysWithValues: zip(unknown, inputs)),
        Dictionary(uniqueKeysWithValues: zip(residuals, given)))
      return outputs.compactMap { computed[$0] }
    }
    return (early, late)
  }

  private func earlyValues(_ known: Set<Int>) -> [Bool] {
    values.reduce(into: []) { isEarly, value in
      switch value.definition {
      case .input(let index): isEarly.append(known.contains(index))
      case .constant: isEarly.append(true)
      case .result(_, let operands): isEarly.append(operands.allSatisfy { isEarly[$0] })
      }
    }
  }

  /// The early values, constants aside, that late ones or the outputs read.
  private func residualValues(_ isEarly: [Bool]) -> [Int] {
    var read = Set(outputs)
    for (index, value) in values.enumerated() where !isEarly[index] {
      if case .result(_, let operands) = value.definition { read.formUnion(operands) }
    }
    return read.sorted().filter { index in
      if case .constant = values[index].definition { false } else { isEarly[index] }
    }
  }

  /// All values that the given inputs and values are enough for.
  private func compute(inputs: [Int: Tensor], _ given: [Int: Tensor]) throws -> [Int: Tensor] {
    var computed = given
    for (index, value) in values.enumerated() where computed[index] == nil {
      switch value.definition {
      case .input(let number): computed[index] = inputs[number]
      case .constant(let tensor): computed[index] = tensor
      case .result(let operation, let operands):
        let operands = operands.compactMap { computed[$0] }
        guard operands.count == value.definition.operandCount else { continue }
        computed[index] = try apply(operation, operands)
      }
    }
    return computed
  }
}

extension Program.Definition {
  fileprivate var operandCount: Int {
    if case .result(_, let operands) = self { operands.count } else { 0 }
  }
}
