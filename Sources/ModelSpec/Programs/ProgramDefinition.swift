import Autodiff

/// A graph of operations in an order in which every node comes after those it takes, without its tensor constants.
public struct ProgramDefinition: Hashable, Sendable {
  /// What a node takes, or the program gives.
  enum Reference: Hashable, Sendable {
    case input(Int)
    case node(Int)
    case scalar(ExactDouble, DType)
  }

  struct Node: Hashable, Sendable {
    let id: String
    let operation: String
    let operands: [Reference]
    let attributes: [String: Literal]
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

  private func evaluate(_ arguments: [Tensor], at path: String) throws -> [Tensor] {
    var results: [Tensor] = []
    results.reserveCapacity(nodes.count)
    for node in nodes {
      results.append(
        try locating(at: "\(path).nodes[\(node.index)]", "node \(quoted(node.id))") {
          let operands = try node.operands.map { try Self.value($0, arguments, results) }
          return try OperationTable.apply(node.operation, operands, node.attributes)
        })
    }
    return try outputs.map { try Self.value($0, arguments, results) }
  }

  /// References were resolved, and the nodes put in order, when the program was read.
  private static func value(_ reference: Reference, _ arguments: [Tensor], _ results: [Tensor]) throws -> Tensor {
    switch reference {
    case .input(let index): arguments[index]
    case .node(let index): results[index]
    case .scalar(let value, let dtype): try Tensor(value.value, dtype: dtype)
    }
  }
}
