@testable import ModelSpec

/// Expressions as Lisp would write them, so that a table shows how a text was grouped.
extension Expression {
  var grouping: String {
    isTuple ? "{" + outputs.map(grouping).joined(separator: " ") + "}" : grouping(outputs[0])
  }

  private func grouping(_ id: StepID) -> String {
    switch steps[id] {
    case .name(let name): name
    case .literal(let literal): literal.spelling
    case .list(let elements): "[" + elements.map(grouping).joined(separator: " ") + "]"
    case .tuple(let elements): "{" + elements.map(grouping).joined(separator: " ") + "}"
    case .unary(let sign, let operand): "(\(sign.rawValue) \(grouping(operand)))"
    case .binary(let infix, let a, let b): "(\(infix.rawValue) \(grouping(a)) \(grouping(b)))"
    case .call(let name, let operands, let keywords):
      "("
        + ([name] + operands.map(grouping) + keywords.map { "\($0.name)=\(grouping($0.value))" })
        .joined(separator: " ") + ")"
    case .subscripted(let base, let indices):
      "(at \(grouping(base)) " + indices.map(grouping).joined(separator: " ") + ")"
    }
  }

  private func grouping(_ index: Index) -> String {
    switch index {
    case .at(let id): grouping(id)
    case .ellipsis: "..."
    case .slice(let start, let stop, let step):
      [start, stop, step].map { $0.map(grouping) ?? "_" }.joined(separator: ":")
    }
  }
}

extension Literal {
  var spelling: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .float(let value): "\(value.value)"
    case .string(let value): "'\(value)'"
    case .list(let elements): "[" + elements.map(\.spelling).joined(separator: " ") + "]"
    }
  }
}
