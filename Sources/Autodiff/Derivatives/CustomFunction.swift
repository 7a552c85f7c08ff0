/// A function with a derivative of one's own instead of the one that its steps have.
///
/// ```swift
/// let log1pexp = CustomFunction("log1pexp") { x in
///   try (1 + x[0].exp()).log()
/// } pullback: { cotangent, x, _ in
///   [try cotangent * (1 - 1 / (1 + x[0].exp()))]
/// }
/// let y = try log1pexp(x)
/// ```
///
/// Either rule serves both modes: a pullback is transposed for Jacobian-vector products, and a tangent for gradients. A rule is written with
/// tensor operations, so it is differentiated again for higher orders; for an order of its own it may call a `CustomFunction` itself.
///
/// The derivative is by the operands alone: what the closures capture is a constant to the recorders. The closures must compute the same for
/// the same operands whenever they are called.
public final class CustomFunction: Sendable {
  /// The value for the operands.
  public typealias Value = @Sendable (_ operands: [Tensor]) throws -> Tensor
  /// The cotangents of the operands for one of the result, nil for zero; linear in the cotangent.
  public typealias Pullback =
    @Sendable (_ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor) throws -> [Tensor?]
  /// The tangent of the result for those of the operands, of which at least one is not nil, which is zero; linear in the tangents.
  public typealias Tangent =
    @Sendable (_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor?

  enum Rule: Sendable {
    case pullback(Pullback)
    case tangent(Tangent)
  }

  public let name: String
  private let value: Value
  let rule: Rule

  public init(_ name: String, _ value: @escaping Value, pullback: @escaping Pullback) {
    (self.name, self.value, rule) = (name, value, .pullback(pullback))
  }

  public init(_ name: String, _ value: @escaping Value, tangent: @escaping Tangent) {
    (self.name, self.value, rule) = (name, value, .tangent(tangent))
  }

  /// The value for `operands`. Throws what the function throws; and, when a derivative is taken, what its rule throws, `operandCount` for
  /// another number of cotangents than operands, and `shapeMismatch` or `dtypeMismatch` for one that is not of its operand's type.
  public func callAsFunction(_ operands: Tensor...) throws -> Tensor {
    let result = try withoutRecording { try value(operands) }
    return try apply(CustomRule(function: self), [result] + operands)
  }
}

/// The first operand, with a derivative by the others alone, which are the operands of the function.
struct CustomRule: Operation {
  static let name = "custom"
  let function: CustomFunction

  static func == (left: CustomRule, right: CustomRule) -> Bool { left.function === right.function }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(function)) }

  func resultType(_ operands: [TensorType]) throws -> TensorType {
    guard let result = operands.first else { throw AutodiffError(.operandCount, "\(name) takes at least one operand") }
    return result
  }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering { .view }

  func flops(_ operands: [TensorType], _ result: TensorType) -> Int { 0 }

  func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let (tangents, operands) = (Array(tangents.dropFirst()), Array(operands.dropFirst()))
    guard tangents.contains(where: { $0 != nil }) else { return nil }
    switch function.rule {
    case .tangent(let rule):
      return try checked(rule(tangents, operands, result), as: result.type, "the tangent")
    case .pullback(let rule):
      return try transposed(zeros(like: result), outputs: tangents) { cotangent in
        try checked(rule(cotangent, operands, result), operands)
      }
    }
  }

  func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    let (operands, wanted) = (Array(operands.dropFirst()), wanted.dropFirst())
    guard wanted.contains(true) else { return [nil] + operands.map { _ in nil } }
    switch function.rule {
    case .pullback(let rule): return [nil] + (try checked(rule(cotangent, operands, result), operands))
    case .tangent(let rule):
      let directions = try zip(operands, wanted).map { $1 ? try zeros(like: $0) : nil }
      return [nil] + (try transposed(directions, cotangent, operands, result, rule))
    }
  }

  /// The transpose of the pullback, which is linear, found by taping it at zero.
  private func transposed(
    _ zero: Tensor, outputs tangents: [Tensor?], _ pullback: (Tensor) throws -> [Tensor?]
  ) throws -> Tensor? {
    let tape = GradientTape(watchAccessedVariables: false)
    try tape.watch(zero)
    let found = try tape.recording { try pullback(zero) }
    let pairs = zip(found, tangents).compactMap { found, tangent in
      found.flatMap { found in tangent.map { (found, $0) } }
    }
    guard !pairs.isEmpty else { return nil }
    return try tape.gradients(of: pairs.map(\.0), [zero], outputGradients: pairs.map(\.1))[0]
  }

  /// The transpose of the tangent, which is linear, found by taping it at zero.
  private func transposed(
    _ directions: [Tensor?], _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor,
    _ rule: CustomFunction.Tangent
  ) throws -> [Tensor?] {
    let tape = GradientTape(watchAccessedVariables: false)
    try tape.watch(directions)
    let product = try tape.recording {
      try checked(rule(directions, operands, result), as: result.type, "the tangent")
    }
    guard let product else { return directions.map { _ in nil } }
    return try tape.gradient(of: product, directions, outputGradients: cotangent, unconnectedGradients: .none)
      .map { $0 ?? nil }
  }
}

extension CustomRule {
  private func checked(_ cotangents: [Tensor?], _ operands: [Tensor]) throws -> [Tensor?] {
    guard cotangents.count == operands.count else {
      throw AutodiffError(
        .operandCount,
        "the pullback of \(function.name) must give \(operands.count) cotangents, one per operand, not \(cotangents.count)",
        expected: "\(operands.count)", actual: "\(cotangents.count)")
    }
    return try zip(cotangents, operands).enumerated().map { index, pair in
      try checked(pair.0, as: pair.1.type, "cotangent \(index)")
    }
  }

  private func checked(_ derivative: Tensor?, as type: TensorType, _ what: String) throws -> Tensor? {
    if let found = derivative, found.type != type {
      throw AutodiffError(
        found.shape == type.shape ? .dtypeMismatch : .shapeMismatch,
        "\(what) of \(function.name) must be \(type), not \(found.type)", expected: "\(type)", actual: "\(found.type)")
    }
    return derivative
  }
}
