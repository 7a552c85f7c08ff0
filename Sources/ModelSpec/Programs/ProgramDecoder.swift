import Autodiff
import JSON

/// Reads a program: `{"nodes": [{"id", "op", "inputs", "attrs"}, …], "outputs": […]}`.
///
/// First the nodes as they stand, then their names are resolved, then they are put in order. Names that are no node's
/// are the function's inputs; constants are inputs too, whose values are kept apart from the structure. A sub-program names
/// its inputs itself and uses nothing else.
struct ProgramDecoder {
  /// A node as it was written.
  struct Draft {
    let id: String
    let action: ProgramDefinition.Action
    let operands: [String]
    /// What each operand's elements are used as.
    let kinds: [ElementKind]
    let value: JSONValue
    let index: Int
  }

  let root: JSONValue
  let tensors: TensorDecoder
  let limits: SpecLimits
  var drafts: [Draft] = []
  var nodeByID: [String: Int] = [:]
  var inputs: [FunctionInput] = []
  var references: [String: ProgramDefinition.Reference] = [:]
  var constantValues: [(id: String, value: JSONValue)] = []
  /// The tensors of constant nodes, by the node's name; scalars belong to the structure.
  var constants: [String: Tensor] = [:]
  private var ids: Set<String> = []
  /// Nodes so far, those of the programs around and within this one too.
  var nodeCount: Int

  /// Of the program, counting from 1.
  let depth: Int

  init(
    _ value: JSONValue, tensors: TensorDecoder, limits: SpecLimits, depth: Int = 1, nodesAround nodeCount: Int = 0
  ) {
    (root, self.tensors, self.limits, self.depth, self.nodeCount) = (value, tensors, limits, depth, nodeCount)
  }

  mutating func program() throws(SpecError) -> ProgramDefinition {
    var reader = try ObjectReader(root, "a program")
    let nodes = try reader.required("nodes").list("an array of nodes")
    let outputs = try reader.required("outputs")
    try reader.refuseOthers()
    try readNodes(nodes)
    return try definition(outputs)
  }

  /// A sub-program: its inputs in order, nodes and outputs.
  mutating func subprogram() throws(SpecError) -> ProgramDefinition {
    var reader = try ObjectReader(root, "a sub-program")
    let names = try reader.required("inputs")
    let nodes = try reader.required("nodes").list("an array of nodes")
    let outputs = try reader.required("outputs")
    try reader.refuseOthers()
    for name in try names.list("an array of names") { try declare(name) }
    try readNodes(nodes)
    return try definition(outputs, isSubprogram: true)
  }

  private mutating func declare(_ name: JSONValue) throws(SpecError) {
    let id = try id(name, "two inputs or nodes are named")
    references[id] = .input(inputs.count)
    inputs.append(FunctionInput(id))
  }

  private mutating func readNodes(_ nodes: JSONElements) throws(SpecError) {
    nodeCount += nodes.count
    guard nodeCount <= limits.nodes else {
      throw SpecError(
        .limitExceeded, at: root.place + ".nodes",
        "a program has at most \(limits.nodes) nodes with its sub-programs, not \(nodeCount)",
        expected: "at most \(limits.nodes) nodes", actual: "\(nodeCount) nodes")
    }
    for (index, value) in nodes.enumerated() { try readNode(value, index) }
  }

  private mutating func readNode(_ value: JSONValue, _ index: Int) throws(SpecError) {
    var reader = try ObjectReader(value, "a node")
    let id = try id(reader.required("id"), "two nodes have the id")
    let name = try reader.required("op")
    let operands = try operands(reader.optional("inputs"))
    let attributes = reader.optional("attrs")
    try reader.refuseOthers()
    let operation = try name.text("the name of an operation")
    if operation == "constant" {
      try readConstant(id, operands, attributes, value)
      return
    }
    let node = NodeText(id: id, name: name, operandCount: operands.count, attributes: attributes, value: value)
    let (action, kinds) = try action(operation, node)
    nodeByID[id] = drafts.count
    drafts.append(Draft(id: id, action: action, operands: operands, kinds: kinds, value: value, index: index))
  }

  private mutating func id(_ value: JSONValue, _ clash: String) throws(SpecError) -> String {
    let id = try value.text("a name")
    guard !id.isEmpty else { throw value.mismatch("a name that is not empty") }
    guard ids.insert(id).inserted else {
      throw SpecError(
        .duplicateName, at: value.place, "\(clash) \(quoted(id))", expected: "a name of its own",
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
    constantValues.append((id, try reader.required("value")))
    try reader.refuseOthers()
  }
}

/// A node while its operation is read.
struct NodeText {
  let id: String
  let name: JSONValue
  let operandCount: Int
  let attributes: JSONValue?
  let value: JSONValue
}
