import Autodiff

/// Which arguments of a call are operands and which are attributes.
///
/// Operands come first, as many as the operation takes; what follows are attributes in the order of the catalogue. A
/// variadic operation takes its operands from a list, or all tensors that are given. Keywords name either.
struct CallBinding {
  let operation: WireOperation
  private(set) var operands: [ExpressionValue] = []
  private(set) var attributes: [String: Literal]

  init(_ operation: WireOperation, presets: [String: Literal]) {
    (self.operation, attributes) = (operation, presets)
  }

  // MARK: Positions

  mutating func bind(_ arguments: [ExpressionValue]) throws {
    var rest = arguments[...]
    try bindEquation(&rest)
    if operation.isVariadic, case .list(let list)? = rest.first {
      operands = list.elements
      rest.removeFirst()
    }
    while let next = rest.first, takesOperand(next) {
      operands.append(next)
      rest.removeFirst()
    }
    try bindAttributes(rest)
  }

  /// `einsum` has its equation first.
  private mutating func bindEquation(_ rest: inout ArraySlice<ExpressionValue>) throws {
    guard let first = rest.first, first.isString, operation.attributes.contains(where: { $0.name == "equation" })
    else { return }
    try bind("equation", first)
    rest.removeFirst()
  }

  private func takesOperand(_ value: ExpressionValue) -> Bool {
    if operation.isVariadic {
      if case .tensor = value { true } else { operands.isEmpty }
    } else {
      operands.count < operation.operands.count && !(value.isNoOperand && operands.count >= operation.requiredOperands)
    }
  }

  /// A single attribute takes several integers as a list: `reshape(x, 2, 3)`.
  private mutating func bindAttributes(_ rest: ArraySlice<ExpressionValue>) throws {
    let open = operation.attributes.filter { attributes[$0.name] == nil }
    if open.count == 1, rest.count > 1, rest.allSatisfy({ $0.integer != nil }) {
      return try bind(open[0].name, .list(ExpressionList(Array(rest))))
    }
    guard rest.count <= open.count else { throw tooMany(operands.count + rest.count) }
    for (attribute, value) in zip(open, rest) { try bind(attribute.name, value) }
  }

  private func tooMany(_ count: Int) -> AutodiffError {
    AutodiffError(
      .operandCount, operation.wrongCount(count), expected: "\(operation.operands.count)", actual: "\(count)")
  }

  // MARK: Keywords

  mutating func bind(_ name: String, _ value: ExpressionValue) throws {
    guard let attribute = attribute(named: name) else { return try bindOperand(name, value) }
    guard attributes[attribute] == nil else { throw twice(name) }
    guard let literal = value.attribute else {
      throw AutodiffError(
        .badAttribute, "\(operation.name): \(quoted(name)) must be known beforehand, it cannot be \(value.kindName)",
        expected: operation.attributes.first { $0.name == attribute }?.expected, actual: value.kindName)
    }
    attributes[attribute] = literal
  }

  private func attribute(named name: String) -> String? {
    let own = operation.attributes.map(\.name)
    return own.contains(name) ? name : Synonym.keywords[name].flatMap { own.contains($0) ? $0 : nil }
  }

  private mutating func bindOperand(_ name: String, _ value: ExpressionValue) throws {
    guard let index = operation.operands.firstIndex(of: name) else {
      let names = operation.attributes.map(\.name) + operation.operands
      throw SpecError.unknown(
        .unknownParameter, "\(operation.name) has no argument", name, at: "", among: names,
        expected: names.joined(separator: ", "))
    }
    guard index >= operands.count else { throw twice(name) }
    guard index == operands.count else {
      throw AutodiffError(
        .operandCount, "\(operation.name): give \(quoted(operation.operands[operands.count])) before \(quoted(name))",
        expected: operation.operands[operands.count], actual: name)
    }
    operands.append(value)
  }

  private func twice(_ name: String) -> SpecError {
    SpecError(.badAttribute, at: "", "\(operation.name): \(quoted(name)) is given twice", actual: name)
  }

  // MARK: Use

  /// Fills in what the name in the formula takes for granted. Throws where operands or needed attributes are missing.
  mutating func complete(_ defaults: [String: Literal]) throws(AutodiffError) {
    attributes.merge(defaults) { given, _ in given }
    guard operands.count >= operation.requiredOperands else { throw tooMany(operands.count) }
    for attribute in operation.attributes where attribute.isRequired && attributes[attribute.name] == nil {
      throw AutodiffError(
        .badAttribute, "\(operation.name) needs \(quoted(attribute.name)): \(attribute.expected)",
        expected: attribute.expected)
    }
  }
}

extension Expression.Step {
  /// Tells what this step uses other steps as, where that can be seen from the text.
  func forEachUse(_ body: (Expression.StepID, ElementKind) -> Void) {
    switch self {
    case .name, .literal: break
    case .list(let elements), .tuple(let elements): for element in elements { body(element, .floating) }
    case .unary(let sign, let operand): body(operand, sign == .not ? .boolean : .floating)
    case .binary(let infix, let a, let b):
      let kind: ElementKind = infix == .and || infix == .or ? .boolean : .floating
      body(a, kind)
      body(b, kind)
    case .subscripted(let base, let indices):
      body(base, .floating)
      for case .at(let index) in indices { body(index, .integer) }
    case .call(let name, let operands, let keywords): Self.forEachUse(name, operands, keywords, body)
    }
  }

  private static func forEachUse(
    _ name: String, _ operands: [Expression.StepID], _ keywords: [Expression.Keyword],
    _ body: (Expression.StepID, ElementKind) -> Void
  ) {
    let operation = Synonym.resolve(name).flatMap { OperationTable.operation(named: $0.operation) }
    for (index, operand) in operands.enumerated() { body(operand, operation?.kind(ofOperand: index) ?? .floating) }
    for keyword in keywords {
      guard let operation, let index = operation.operands.firstIndex(of: keyword.name) else { continue }
      body(keyword.value, operation.kind(ofOperand: index))
    }
  }
}
