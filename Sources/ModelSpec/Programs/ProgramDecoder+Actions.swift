import Autodiff
import JSON

/// What nodes do: operations of the catalogue, and control flow with its sub-programs.
extension ProgramDecoder {
  /// The action of a node, and what its operands are used as.
  mutating func action(_ name: String, _ node: NodeText) throws(SpecError) -> (ProgramDefinition.Action, [ElementKind])
  {
    switch name {
    case "cond": return try conditional(node)
    case "while_loop": return try loop(node)
    default: break
    }
    guard let operation = OperationTable.operation(named: name) else {
      let names = OperationTable.names + ["cond", "constant", "while_loop"]
      throw SpecError.unknown(.unknownOperation, "unknown operation", name, at: node.name.place, among: names)
    }
    let attributes = try operation.attributes(node.attributes, of: node.id, node.value)
    try operation.check(operandCount: node.operandCount, of: node.id, node.value)
    return (
      .operation(name, operation.completed(attributes, tensors.dtype)),
      (0..<node.operandCount).map { operation.kind(ofOperand: $0) }
    )
  }

  private mutating func conditional(_ node: NodeText) throws(SpecError) -> (ProgramDefinition.Action, [ElementKind]) {
    var reader = try attributes(node, "cond")
    let (first, second) = (try reader.required("then"), try reader.required("else"))
    try reader.refuseOthers()
    try expect(node, "a condition and any arguments", node.operandCount >= 1)
    let then = try subprogram(first, inputs: node.operandCount - 1, outputs: 1)
    let otherwise = try subprogram(second, inputs: node.operandCount - 1, outputs: 1)
    return (.conditional(then: then, otherwise: otherwise), [.boolean] + Self.kinds(then, otherwise))
  }

  private mutating func loop(_ node: NodeText) throws(SpecError) -> (ProgramDefinition.Action, [ElementKind]) {
    var reader = try attributes(node, "while_loop")
    let (test, turn) = (try reader.required("cond"), try reader.required("body"))
    let variables = node.operandCount
    let output = try reader.optional("output").map { (value) throws(SpecError) in
      try value.integer(0...max(variables - 1, 0), "the number of a loop variable, 0 to \(max(variables - 1, 0))")
    }
    try reader.refuseOthers()
    try expect(node, "at least one loop variable", variables >= 1)
    let condition = try subprogram(test, inputs: variables, outputs: 1)
    let body = try subprogram(turn, inputs: variables, outputs: variables)
    return (
      .loop(condition: condition, body: body, output: output ?? 0, maximumTurns: limits.loopTurns),
      Self.kinds(condition, body)
    )
  }

  private func attributes(_ node: NodeText, _ what: String) throws(SpecError) -> ObjectReader {
    guard let attributes = node.attributes else {
      throw SpecError(
        .missing, at: node.value.place + ".attrs", "node \(quoted(node.id)): \(what) needs sub-programs as attributes",
        expected: what == "cond" ? "\"then\", \"else\"" : "\"cond\", \"body\"")
    }
    return try ObjectReader(attributes, what)
  }

  private func expect(_ node: NodeText, _ expected: String, _ isRight: Bool) throws(SpecError) {
    guard !isRight else { return }
    throw SpecError(
      .operandCount, at: node.value.place + ".inputs", "node \(quoted(node.id)): expected \(expected)",
      expected: expected, actual: "\(node.operandCount) inputs")
  }

  private mutating func subprogram(
    _ value: JSONValue, inputs: Int, outputs: Int
  ) throws(SpecError) -> ProgramDefinition {
    guard depth < limits.depth else {
      throw SpecError(
        .limitExceeded, at: value.place, "programs are nested at most \(limits.depth) deep",
        expected: "at most \(limits.depth) levels", actual: "\(depth + 1) levels")
    }
    var decoder = ProgramDecoder(value, tensors: tensors, limits: limits, depth: depth + 1, nodesAround: nodeCount)
    let program = try decoder.subprogram()
    nodeCount = decoder.nodeCount
    try expect(value.place + ".inputs", "takes", "input", inputs, program.inputs.count)
    try expect(value.place + ".outputs", "gives", "output", outputs, program.outputs.count)
    return program
  }

  private func expect(
    _ place: String, _ verb: String, _ noun: String, _ expected: Int, _ actual: Int
  ) throws(SpecError) {
    guard expected != actual else { return }
    throw SpecError(
      .operandCount, at: place,
      "this sub-program \(verb) \(expected) \(noun)\(expected == 1 ? "" : "s"), not \(actual)",
      expected: "\(expected)", actual: "\(actual)")
  }

  /// What the arguments of two sub-programs are used as: as integers only where both do.
  private static func kinds(_ first: ProgramDefinition, _ second: ProgramDefinition) -> [ElementKind] {
    zip(first.inputs, second.inputs).map { $0.kind == $1.kind ? $0.kind : .floating }
  }
}
