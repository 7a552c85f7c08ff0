import Autodiff
import JSON

/// Reads a program: `{"nodes": [{"id", "op", "inputs", "attrs"}, …], "outputs": […]}`.
///
/// First the nodes as they stand, then their names are resolved, then they are put in order. Names that are no node's
/// are the function's inputs; constants are inputs too, whose values are kept apart from the structure.
struct ProgramDecoder {
  /// A node as it was written.
  private struct Draft {
    let id: String
    let operation: WireOperation
    let operands: [String]
    let attributes: [String: Literal]
    let value: JSONValue
    let index: Int
  }

  private let root: JSONValue
  private let tensors: TensorDecoder
  private let limits: SpecLimits
  private var drafts: [Draft] = []
  private var nodeByID: [String: Int] = [:]
  private var inputs: [FunctionInput] = []
  private var constantValues: [String: JSONValue] = [:]
  private var constantOrder: [String] = []
  private var references: [String: ProgramDefinition.Reference] = [:]
  /// The tensors of constant nodes, by the node's name; scalars belong to the structure.
  private(set) var constants: [String: Tensor] = [:]

  init(_ value: JSONValue, tensors: TensorDecoder, limits: SpecLimits) {
    (root, self.tensors, self.limits) = (value, tensors, limits)
  }

  mutating func program() throws(SpecError) -> ProgramDefinition {
    var reader = try ObjectReader(root, "a program")
    let nodes = try reader.required("nodes").list("an array of nodes")
    let outputs = try reader.required("outputs")
    try reader.refuseOthers()
    try readNodes(nodes)
    let order = try order()
    try resolveNames(order)
    return ProgramDefinition(
      inputs: inputs, nodes: order.map { node(drafts[$0]) }, outputs: try self.outputs(outputs))
  }

  // MARK: Nodes

  private mutating func readNodes(_ nodes: JSONElements) throws(SpecError) {
    guard nodes.count <= limits.nodes else {
      throw SpecError(
        .limitExceeded, at: root.place + ".nodes", "a program has at most \(limits.nodes) nodes, not \(nodes.count)",
        expected: "at most \(limits.nodes) nodes", actual: "\(nodes.count)")
    }
    for (index, value) in nodes.enumerated() { try readNode(value, index) }
  }

  private mutating func readNode(_ value: JSONValue, _ index: Int) throws(SpecError) {
    var reader = try ObjectReader(value, "a node")
    let id = try self.id(reader.required("id"))
    let name = try reader.required("op")
    let operands = try self.operands(reader.optional("inputs"))
    let attributes = reader.optional("attrs")
    try reader.refuseOthers()
    let operation = try name.text("the name of an operation")
    if operation == "constant" {
      try readConstant(id, operands, attributes, value)
      return
    }
    guard let operation = OperationTable.operation(named: operation) else {
      throw OperationTable.unknown(operation, at: name.place)
    }
    nodeByID[id] = drafts.count
    drafts.append(
      Draft(
        id: id, operation: operation, operands: operands,
        attributes: operation.completed(try operation.attributes(attributes, of: id, value), tensors.dtype),
        value: value, index: index))
    try operation.check(operandCount: operands.count, of: id, value)
  }

  private func id(_ value: JSONValue) throws(SpecError) -> String {
    let id = try value.text("a name")
    guard !id.isEmpty else { throw value.mismatch("a name that is not empty") }
    guard nodeByID[id] == nil, constantValues[id] == nil else {
      throw SpecError(
        .duplicateName, at: value.place, "two nodes have the id \(quoted(id))", expected: "an id of its own",
        actual: abbreviated(id))
    }
    return id
  }

  private func operands(_ value: JSONValue?) throws(SpecError) -> [String] {
    guard let value else { return [] }
    var operands: [String] = []
    for operand in try value.list("an array of names") { operands.append(try operand.text("a name")) }
    return operands
  }

  private mutating func readConstant(
    _ id: String, _ operands: [String], _ attributes: JSONValue?, _ node: JSONValue
  ) throws(SpecError) {
    guard operands.isEmpty else {
      throw SpecError(
        .operandCount, at: node.place + ".inputs", "node \(quoted(id)): a constant takes no inputs", expected: "0",
        actual: "\(operands.count)")
    }
    guard let attributes else {
      throw SpecError(
        .missing, at: node.place + ".attrs.value", "node \(quoted(id)): a constant needs the attribute \"value\"",
        expected: "\"value\"")
    }
    var reader = try ObjectReader(attributes, "a constant")
    let value = try reader.required("value")
    try reader.refuseOthers()
    constantValues[id] = value
    constantOrder.append(id)
  }
}

// MARK: - Names and order

extension ProgramDecoder {
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
  private mutating func resolveNames(_ order: [Int]) throws(SpecError) {
    for (place, draft) in order.enumerated() { references[drafts[draft].id] = .node(place) }
    let kinds = kinds()
    for id in constantOrder { references[id] = try constant(id, kinds[id] ?? .floating) }
    for name in drafts.flatMap(\.operands) where references[name] == nil {
      references[name] = .input(inputs.count)
      inputs.append(FunctionInput(name, kind: kinds[name] ?? .floating))
    }
  }

  /// What each name is used as; used in several ways, it is an ordinary tensor.
  private func kinds() -> [String: ElementKind] {
    var kinds: [String: ElementKind] = [:]
    for draft in drafts {
      for (index, operand) in draft.operands.enumerated() {
        let kind = draft.operation.kind(ofOperand: index)
        kinds[operand] = kinds[operand, default: kind] == kind ? kind : .floating
      }
    }
    return kinds
  }

  /// A scalar becomes part of the structure, any other tensor an input whose value is kept apart.
  private mutating func constant(_ id: String, _ kind: ElementKind) throws(SpecError) -> ProgramDefinition.Reference {
    guard let value = constantValues[id] else { return .input(inputs.count) }
    let tensor = try tensors.tensor(value, as: kind)
    if tensor.rank == 0, let scalar = tensor.doubles?.first, tensor.dtype.isFloating || abs(scalar) < 0x1p53 {
      return .scalar(ExactDouble(scalar), tensor.dtype)
    }
    constants[id] = tensor
    inputs.append(FunctionInput(id, .constant, kind: kind))
    return .input(inputs.count - 1)
  }

  private func node(_ draft: Draft) -> ProgramDefinition.Node {
    ProgramDefinition.Node(
      id: draft.id, operation: draft.operation.name, operands: draft.operands.compactMap { references[$0] },
      attributes: draft.attributes, index: draft.index)
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
