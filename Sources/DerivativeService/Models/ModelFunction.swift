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

  /// How the results of a query are written.
  struct Writing: Sendable {
    /// The bytes that their text will take.
    let room: @Sendable (_ types: [TensorType]) throws -> Int
    let write: @Sendable (_ results: Results, _ writer: inout JSONWriter) throws -> Void
  }

  init(_ context: MethodContext) { self.context = context }

  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions { MethodOptions() }

  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor> {
    .array(try options.query.map { try $0(function) }?.map { .tensor($0) } ?? [])
  }

  /// A query for the values that are given, and for the model's own where they are not.
  ///
  /// Throws `missing` where an input has no value.
  ///
  /// - Parameters:
  ///   - atOnce: whether the answer is nil where the plan would have to be made first.
  ///   - text: what the values were read from, if a call that differs in its numbers alone can be answered without decoding it.
  func prepared(
    _ query: ModelQuery, of model: StoredModel, _ values: ModelValues, atOnce: Bool, from text: ModelText? = nil,
    _ writing: Writing
  ) throws -> PreparedCall? {
    let call = DerivativeCall(
      method: name, function: CallFunction(model), dtype: model.dtype,
      bindings: try values.bindings(of: model, for: query))
    let options = MethodOptions(query: query)
    guard let kept = context.plans.find(PlanKey(call, options)), let found = kept.call as? CompiledCall else {
      return atOnce ? nil : try prepared(compiled(call, options), call.bindings, writing)
    }
    if let text { remember(text, of: model, call.bindings, kept, writing) }
    return try prepared(found, call.bindings, writing)
  }

  private func remember(
    _ text: ModelText, of model: StoredModel, _ bindings: Bindings, _ kept: KeptCall, _ writing: Writing
  ) {
    context.plans.outlines.remember(
      DecodedCall(
        method: name, text: OutlineText(.body(path: text.path), text.body), bindings: bindings, model: model,
        sources: text.sources, kept: kept
      ) { compiled, bindings, context in
        try (compiled as? CompiledCall).map { try ModelFunction(context).prepared($0, bindings, writing) }
      })
  }

  private func prepared(
    _ compiled: CompiledCall, _ bindings: Bindings, _ writing: Writing
  ) throws -> PreparedCall {
    let (plan, inputs) = (compiled.plan, bindings.tensors)
    let room = try writing.room(plan.outputTypes)
    return try PreparedCall(
      flops: plan.flops, byteCount: plan.byteCount.addingSaturated(room), resultByteCount: room
    ) { workspace, shouldStop, writer in
      try plan.run(inputs, in: workspace, shouldStop: shouldStop) { bytes in
        try writing.write(zip(plan.outputTypes, bytes).map { (type: $0, bytes: $1) }, &writer)
      }
    }.accepted(by: context.limits)
  }
}

/// The text that the values of a query were read from.
struct ModelText {
  /// Of the endpoint, which says what is asked.
  let path: String
  let body: JSONValue
  /// Of the decoder that the values were read with.
  let sources: TensorSources
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
