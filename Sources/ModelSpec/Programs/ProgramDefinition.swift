import Autodiff

/// A graph of operations in an order in which every node comes after those it takes, without its tensor constants.
public struct ProgramDefinition: Hashable, Sendable {
  /// What a node takes, or the program gives.
  enum Reference: Hashable, Sendable {
    case input(Int)
    case node(Int)
    case constant(ConstantTensor)
  }

  /// What a node does with its operands.
  indirect enum Action: Hashable, Sendable {
    case operation(String, [String: Literal])
    case conditional(then: ProgramDefinition, otherwise: ProgramDefinition)
    case loop(condition: ProgramDefinition, body: ProgramDefinition, output: Int, maximumTurns: Int)
  }

  struct Node: Hashable, Sendable {
    let id: String
    let action: Action
    let operands: [Reference]
    /// Where the node stands among the nodes as they were written.
    let index: Int
  }

  public let inputs: [FunctionInput]
  let nodes: [Node]
  let outputs: [Reference]

  /// Evaluates the nodes in order.
  func callAsFunction(_ values: [String: Tensor], at path: String) throws -> [Tensor] {
    var arguments: [Tensor] = []
    for input in inputs {
      guard let value = values[input.name] else {
        throw SpecError(
          .missing, at: path + ".inputs.\(input.name)", "the program needs the input \(quoted(input.name))",
          expected: quoted(input.name))
      }
      arguments.append(value)
    }
    return try evaluate(arguments, at: path + ".program")
  }

  /// - Parameter arguments: one for each input, in their order.
  func evaluate(_ arguments: [Tensor], at path: String) throws -> [Tensor] {
    var results: [Tensor] = []
    results.reserveCapacity(nodes.count)
    for node in nodes {
      let operands = node.operands.map { Self.value($0, arguments, results) }
      let place = { "\(path).nodes[\(node.index)]" }
      results.append(
        try locating(at: place(), "node \(quoted(node.id))") { try node.action.result(operands, at: place) })
    }
    return outputs.map { Self.value($0, arguments, results) }
  }

  /// References were resolved, and the nodes put in order, when the program was read.
  private static func value(_ reference: Reference, _ arguments: [Tensor], _ results: [Tensor]) -> Tensor {
    switch reference {
    case .input(let index): arguments[index]
    case .node(let index): results[index]
    case .constant(let constant): constant.tensor
    }
  }
}

extension ProgramDefinition.Action {
  /// - Parameter place: where the node stands, for the errors of sub-programs.
  fileprivate func result(_ operands: [Tensor], at place: () -> String) throws -> Tensor {
    switch self {
    case .operation(let name, let attributes): return try OperationTable.apply(name, operands, attributes)
    case .conditional(let then, let otherwise):
      return try Tensor.cond(
        operands[0], Array(operands.dropFirst()),
        then: { try then.evaluate($0, at: place() + ".attrs.then")[0] },
        otherwise: { try otherwise.evaluate($0, at: place() + ".attrs.else")[0] })
    case .loop(let condition, let body, let output, let maximumTurns):
      return try Tensor.whileLoop(
        operands, output: output, maximumTurns: maximumTurns,
        condition: { try condition.evaluate($0, at: place() + ".attrs.cond")[0] },
        body: { try body.evaluate($0, at: place() + ".attrs.body") })
    }
  }
}

/// A tensor as part of a structure: compared by its type and its bytes.
struct ConstantTensor: Hashable, Sendable {
  let tensor: Tensor
  private let bytes: [UInt8]

  /// Nil for a tensor that has no value yet.
  init?(_ tensor: Tensor) {
    guard let bytes = tensor.withBytes({ Array($0) }) else { return nil }
    (self.tensor, self.bytes) = (tensor, bytes)
  }

  static func == (a: ConstantTensor, b: ConstantTensor) -> Bool { a.tensor.type == b.tensor.type && a.bytes == b.bytes }

  func hash(into hasher: inout Hasher) {
    hasher.combine(tensor.type)
    hasher.combine(bytes)
  }
}
