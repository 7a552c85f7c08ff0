import Autodiff

/// Evaluates the steps of an expression one after the other by applying the library's operations.
struct ExpressionEvaluator {
  let expression: Expression
  let inputs: [String: Tensor]
  let maker: TensorMaker
  private var values: [ExpressionValue] = []

  init(_ expression: Expression, inputs: [String: Tensor], dtype: DType) {
    (self.expression, self.inputs, maker) = (expression, inputs, TensorMaker(dtype: dtype))
  }

  /// The outputs as tensors.
  ///
  /// - Parameter path: where the request's parameters stood, for errors.
  mutating func outputs(at path: String) throws -> [Tensor] {
    values.reserveCapacity(expression.steps.count)
    for (id, step) in expression.steps.enumerated() {
      values.append(try located(id, path) { try value(of: step) })
    }
    return try expression.outputs.map { id in try located(id, path) { try maker.tensor(values[id]) } }
  }

  func value(_ id: Expression.StepID) -> ExpressionValue { values[id] }

  private func value(of step: Expression.Step) throws -> ExpressionValue {
    switch step {
    case .name(let name): try input(name)
    case .literal(let literal): .literal(literal)
    case .list(let elements), .tuple(let elements): .list(try ExpressionList(elements.map(value)))
    case .unary(let sign, let operand): try apply(sign, value(operand))
    case .binary(let infix, let a, let b): try apply(infix, value(a), value(b))
    case .call(let name, let operands, let keywords): try call(name, operands.map(value), keywords)
    case .subscripted(let base, let indices): try subscripted(value(base), indices)
    }
  }

  private func input(_ name: String) throws -> ExpressionValue {
    if let tensor = inputs[name] { return .tensor(tensor) }
    if let constant = Expression.constants[name] { return .literal(.float(constant)) }
    throw SpecError(
      .missing, at: "", "the expression needs the input \(quoted(name))", expected: quoted(name),
      suggestion: nearestName(to: name, among: inputs.keys))
  }

  /// Runs one step; its errors gain line, column and caret.
  private func located<Result>(_ id: Expression.StepID, _ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try expression.provenance(of: id, path: path).tracing(body)
    } catch let error as AutodiffError where error.kind != .deadlineExceeded {
      throw expression.located(SpecError(error, at: ""), step: id, path: path)
    } catch let error as SpecError where error.location == nil {
      throw expression.located(error, step: id, path: path)
    }
  }
}

extension Expression {
  /// Names that have a value of their own where the request gives no input of that name.
  static let constants: [String: Double] = [
    "pi": .pi, "e": 2.718281828459045235360, "inf": .infinity, "nan": .nan,
  ]

  /// The free names with what each is used as; used in several ways, it is an ordinary tensor.
  func namedInputs() -> [FunctionInput] {
    var kinds = [ElementKind?](repeating: nil, count: steps.count)
    for step in steps {
      step.forEachUse { operand, kind in
        kinds[operand] = kinds[operand] == nil || kinds[operand] == kind ? kind : .floating
      }
    }
    return zip(steps, kinds).compactMap { step, kind in
      guard case .name(let name) = step else { return nil }
      return FunctionInput(name, kind: kind ?? .floating, isRequired: Self.constants[name] == nil)
    }
  }

  /// The outputs for these inputs.
  func callAsFunction(_ values: [String: Tensor], dtype: DType, at path: String) throws -> [Tensor] {
    var evaluator = ExpressionEvaluator(self, inputs: values, dtype: dtype)
    return try evaluator.outputs(at: path)
  }

  /// Where a step stands, for values that are traced back to it.
  fileprivate func provenance(of step: StepID, path: String) -> Autodiff.Origin {
    Autodiff.Origin { [origin] in
      let location = origin.source.location(of: origin.offsets[step])
      return ("line \(location.line), column \(location.column)", path + ".expression")
    }
  }

  /// An error of a step, with the place of the step in the text.
  fileprivate func located(_ error: SpecError, step: StepID, path: String) -> SpecError {
    let location = origin.source.location(of: origin.offsets[step])
    var located = error
    located.location = location
    located.path = path + ".expression"
    located.message = "line \(location.line), column \(location.column): \(error.message)\n\(location.excerpt)"
    return located
  }
}
