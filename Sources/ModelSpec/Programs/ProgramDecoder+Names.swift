import Autodiff
import JSON

/// Names and order.
extension ProgramDecoder {
  /// The program, its nodes in order and its names resolved.
  mutating func definition(
    _ outputs: JSONValue, isSubprogram: Bool = false
  ) throws(SpecError) -> ProgramDefinition {
    let order = try order()
    try resolveNames(order, isSubprogram)
    return ProgramDefinition(inputs: inputs, nodes: order.map(node), outputs: try self.outputs(outputs))
  }

  /// The drafts in an order in which each comes after those it takes.
  private func order() throws(SpecError) -> [Int] {
    switch DependencyOrder(drafts.map { $0.operands.compactMap { nodeByID[$0] } }) {
    case .sorted(let order): return order
    case .cycle(let nodes):
      let ids = (nodes + nodes.prefix(1)).map { quoted(drafts[$0].id) }
      throw SpecError(
        .cycle, at: drafts[nodes[0]].value.place + ".inputs",
        "node \(ids[0]) depends on itself: \(abbreviated(ids.joined(separator: " takes ")))", expected: "no cycle",
        actual: abbreviated(ids.joined(separator: " → ")))
    }
  }

  /// Gives every name its reference: nodes by their place in the order, then constants, then what is left as inputs.
  private mutating func resolveNames(_ order: [Int], _ isSubprogram: Bool) throws(SpecError) {
    for (place, draft) in order.enumerated() { references[drafts[draft].id] = .node(place) }
    let kinds = kinds()
    inputs = inputs.map { FunctionInput($0.name, kind: kinds[$0.name] ?? .floating) }
    for (id, value) in constantValues {
      let tensor = try tensors.tensor(value, as: kinds[id] ?? .floating)
      references[id] = constant(id, tensor, kinds[id] ?? .floating, isStructure: isSubprogram || tensor.rank == 0)
    }
    for draft in drafts {
      for (index, name) in draft.operands.enumerated() where references[name] == nil {
        guard !isSubprogram else { throw unknown(name, draft, index) }
        references[name] = .input(inputs.count)
        inputs.append(FunctionInput(name, kind: kinds[name] ?? .floating))
      }
    }
  }

  /// What each name is used as; used in several ways, it is an ordinary tensor.
  private func kinds() -> [String: ElementKind] {
    var kinds: [String: ElementKind] = [:]
    for draft in drafts {
      for (operand, kind) in zip(draft.operands, draft.kinds) {
        kinds[operand] = kinds[operand, default: kind] == kind ? kind : .floating
      }
    }
    return kinds
  }

  /// A scalar becomes part of the structure, any other tensor an input whose value is kept apart. Sub-programs have no
  /// inputs but their own, so there every constant is structure.
  private mutating func constant(
    _ id: String, _ tensor: Tensor, _ kind: ElementKind, isStructure: Bool
  ) -> ProgramDefinition.Reference {
    if isStructure, let constant = ConstantTensor(tensor) { return .constant(constant) }
    constants[id] = tensor
    inputs.append(FunctionInput(id, .constant, kind: kind))
    return .input(inputs.count - 1)
  }

  private func unknown(_ name: String, _ draft: Draft, _ index: Int) -> SpecError {
    SpecError.unknown(
      .unknownName, "node \(quoted(draft.id)): a sub-program uses nothing but its inputs and nodes; there is no", name,
      at: draft.value.place + ".inputs[\(index)]", among: references.keys.sorted())
  }

  private func node(_ index: Int) -> ProgramDefinition.Node {
    let draft = drafts[index]
    return ProgramDefinition.Node(
      id: draft.id, action: draft.action, operands: draft.operands.compactMap { references[$0] }, index: draft.index)
  }

  private func outputs(_ value: JSONValue) throws(SpecError) -> [ProgramDefinition.Reference] {
    var outputs: [ProgramDefinition.Reference] = []
    for name in try value.list("an array of names") {
      let id = try name.text("a name")
      guard let reference = references[id] else {
        throw SpecError.unknown(
          .unknownName, "no node has the id", id, at: name.place, among: references.keys.sorted())
      }
      outputs.append(reference)
    }
    guard !outputs.isEmpty else { throw value.mismatch("at least one name") }
    return outputs
  }
}
