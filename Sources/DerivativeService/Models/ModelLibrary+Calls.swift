import Autodiff
import JSON
import JSONRPC
import ModelSpec
import StoredModels

extension ModelLibrary {
  /// The model whose name stands in the parameters of a call where others have a network; nil where there is none. Throws -32004
  /// for a name that no model has.
  func model(namedIn params: JSONValue) throws -> StoredModel? {
    guard let value = params["model"], let name = value.string else { return nil }
    for other in FunctionDecoder.parameterNames where other != "model" {
      guard let second = params.given(other) else { continue }
      throw SpecError(
        .invalidValue, at: second.place, "give one function, not \"model\" and \"\(other)\"",
        expected: "one of \"model\", \"expression\", \"program\"")
    }
    return try model(called: name, at: value.place)
  }

  /// The model with this name. Throws -32004 with the nearest one.
  func model(called name: String, at path: @autoclosure () -> String = "") throws(RPCError) -> StoredModel {
    if let model = model(named: name) { return model }
    let names = all.map(\.name)
    let nearest = nearestName(to: name, among: names)
    let hint = names.isEmpty ? "; none is stored here" : nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    throw RPCError(.noSuchModel, type: "unknown_model", path: path(), "there is no model \(quoted(name))\(hint)")
      .with("suggestion", nearest)
  }
}

extension MethodContext {
  /// Makes the plans that most calls of a model need: its value and, where it is one number, its gradient, for inputs of the types
  /// that the model's file says. Throws what the function throws for them.
  public func prepare(_ model: StoredModel) throws {
    guard let bindings = try Bindings(of: model) else { return }
    func compile(_ method: some DerivativeMethod, _ options: MethodOptions) throws -> CompiledCall {
      try method.compiled(
        DerivativeCall(method: method.name, function: CallFunction(model), dtype: model.dtype, bindings: bindings),
        options)
    }
    let value = try compile(Evaluate(self), MethodOptions())
    guard value.plan.outputTypes.count == 1, value.plan.outputTypes[0].shape.isScalar, !model.usualPrimals.isEmpty
    else { return }
    _ = try compile(Gradient(self), MethodOptions(primals: model.usualPrimals))
  }
}

extension Bindings {
  /// A value for every input of a model, zeros where it has no default: what a plan is made for does not depend on numbers. Nil where
  /// a shape is open.
  fileprivate init?(of model: StoredModel) throws {
    self.init()
    for input in model.definition.inputs {
      if let value = model.values[input.name] {
        bind(.input(input.name), value)
      } else if input.isRequired {
        guard let type = try model.input(input.name)?.type.closed() else { return nil }
        bind(.input(input.name), try Tensor(zeros: type))
      }
    }
  }
}
