import Autodiff
import ModelSpec

/// The function of a call while a program is traced: its inputs and vectors are placeholders.
struct TracedFunction {
  let definition: FunctionDefinition
  private let unconnected: CommonParameters.Unconnected
  /// The floating type of all tensors.
  let dtype: DType
  /// Where the call's parameters stand, for errors. Plans are shared by calls that came with and without an envelope.
  let path = "params"
  let method: String
  private let tensors: [Role: Tensor]

  init(_ decoder: RequestDecoder, _ placeholders: [Tensor], dtype: DType? = nil) {
    self.init(decoder.call, placeholders, dtype: dtype)
  }

  init(_ call: DerivativeCall, _ placeholders: [Tensor], dtype: DType? = nil) {
    (definition, unconnected) = (call.function.definition, call.unconnected)
    self.dtype = dtype ?? call.dtype
    method = call.method
    tensors = Dictionary(zip(call.bindings.roles, placeholders), uniquingKeysWith: { first, _ in first })
  }

  /// The outputs.
  func callAsFunction() throws -> [Tensor] {
    var values: [String: Tensor] = [:]
    for (role, tensor) in tensors {
      if case .input(let name) = role { values[name] = tensor }
    }
    return try definition(values, dtype: dtype, at: path)
  }

  func primals(_ names: [String]) throws -> [Tensor] { try names.map { try tensor(.input($0)) } }

  func tangents(_ names: [String], vector: Int) throws -> [Tensor] {
    try names.map { try tensor(.tangent(of: $0, vector: vector)) }
  }

  func cotangents(_ outputs: [String], vector: Int) throws -> [Tensor] {
    try outputs.map { try tensor(.cotangent(of: $0, vector: vector)) }
  }

  private func tensor(_ role: Role) throws -> Tensor {
    guard let tensor = tensors[role] else { throw MissingBinding(role: role) }
    return tensor
  }

  /// The one scalar that a gradient is of. Throws `not_scalar` that shows the outputs' types.
  func scalar(_ outputs: [Tensor]) throws -> Tensor {
    if outputs.count == 1, outputs[0].shape.isScalar { return outputs[0] }
    let hint = if case .model(let model) = definition, model.loss == nil { "; give the model a loss" } else { "" }
    let types = outputs.map { "\($0.type)" }.joined(separator: " and ")
    throw SpecError(
      .notScalar, at: path, "\(method) needs one scalar output, not \(types)\(hint)",
      expected: "one output of shape []",
      actual: types)
  }

  /// A derivative that may not be connected: zeros of the type of `like`, or null, as the call asks.
  func connected(_ derivative: Tensor?, like: Tensor) throws -> ResultTree<Tensor> {
    if let derivative { return .tensor(derivative) }
    return unconnected == .none ? .null : .tensor(try Tensor(zerosLike: like))
  }

  func connected(_ derivatives: [Tensor?], like tensors: [Tensor]) throws -> [ResultTree<Tensor>] {
    try zip(derivatives, tensors).map { try connected($0, like: $1) }
  }

  /// The gradient of one scalar by `primals`, taken by a tape around `body`.
  func gradient(_ primals: [Tensor], _ body: () throws -> [Tensor]) throws -> (outputs: [Tensor], gradient: [Tensor?]) {
    let tape = GradientTape()
    try tape.watch(primals)
    let outputs = try tape.recording(body)
    return (outputs, try tape.gradients(of: [scalar(outputs)], primals))
  }
}

/// A defect: a method asked for a value that it did not have decoded.
private struct MissingBinding: Error {
  let role: Role
}
