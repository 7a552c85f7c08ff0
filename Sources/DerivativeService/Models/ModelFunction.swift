import Autodiff
import JSON
import ModelSpec
import StoredModels

/// A stored model as the protocols see it that have no functions of their own: tensors in, tensors out, derivatives between them. What
/// the protocols write around the tensors is theirs.
struct ModelFunction: DerivativeMethod {
  static let name = "model"
  static let parameters: [String] = []
  let context: MethodContext

  /// The results of a query, where they lie while a plan's run lends them.
  typealias Results = [(type: TensorType, bytes: UnsafeRawBufferPointer)]

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions { MethodOptions() }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    .array(try options.query.map { try $0(function) }?.map { .tensor($0) } ?? [])
  }

  /// A query for the values that are given, and for the model's own where they are not. `write` is called in the end with the results.
  ///
  /// Throws `missing` where an input has no value.
  ///
  /// - Parameters:
  ///   - atOnce: whether the answer is nil where the plan would have to be made first.
  ///   - room: the bytes that the results' text will take.
  func prepared(
    _ query: ModelQuery, of model: StoredModel, _ values: ModelValues, atOnce: Bool,
    room: ([TensorType]) throws -> Int, write: @escaping @Sendable (Results, inout JSONWriter) throws -> Void
  ) throws -> PreparedCall? {
    let call = DerivativeCall(
      method: name, function: CallFunction(model), dtype: model.dtype,
      bindings: try values.bindings(of: model, for: query))
    let options = MethodOptions(query: query)
    if atOnce, context.plans.find(PlanKey(call, options)) == nil { return nil }
    let (plan, inputs) = (try compiled(call, options).plan, call.bindings.tensors)
    let byteCount = try plan.byteCount.addingSaturated(room(plan.outputTypes))
    return try PreparedCall(flops: plan.flops, byteCount: byteCount) {
      workspace, shouldStop, writer in
      try plan.run(inputs, in: workspace, shouldStop: shouldStop) { bytes in
        try write(Array(zip(plan.outputTypes, bytes)), &writer)
      }
    }.accepted(by: context.limits)
  }
}

/// The values that a call gives for a query of a model.
struct ModelValues: Sendable {
  /// Of inputs, by name.
  var inputs: [String: Tensor] = [:]
  /// In the order of the query's tangents.
  var tangents: [Tensor] = []
  /// In the order of the query's outputs.
  var cotangents: [Tensor] = []

  func bindings(of model: StoredModel, for query: ModelQuery) throws -> Bindings {
    var bindings = Bindings()
    for input in model.definition.inputs {
      if let value = inputs[input.name] ?? model.values[input.name] {
        bindings.bind(.input(input.name), value)
      } else if input.isRequired {
        throw SpecError(.missing, at: input.name, "the model needs a value for \"\(input.name)\"")
      }
    }
    for (name, tangent) in zip(query.tangents, tangents) { bindings.bind(.tangent(of: name, vector: 0), tangent) }
    for (name, cotangent) in zip(query.cotangents, cotangents) {
      bindings.bind(.cotangent(of: name, vector: 0), cotangent)
    }
    return bindings
  }
}

extension TensorDecoder {
  /// For the tensors of a call of a stored model.
  init(for model: StoredModel, _ limits: ServiceLimits) {
    self.init(dtype: model.dtype, maximumElements: limits.tensorElements, totalElements: limits.requestElements)
  }
}
