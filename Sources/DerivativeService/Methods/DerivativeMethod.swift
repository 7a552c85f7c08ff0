import Autodiff
import JSON
import ModelSpec
import StoredModels

/// The structure of a call beyond its function: what of its parameters the plan depends on, besides the values' types.
struct MethodOptions: Hashable, Sendable {
  var primals: [String] = []
  /// How many vectors of tangents or cotangents there are; nil for one that does not stand in an array.
  var vectors: Int?
  /// What `derivative` nests, outermost first.
  var transforms: [Transform] = []
  /// How `jacobian` sweeps.
  var mode: Jacobian.Mode = .auto
  /// What is asked of a stored model by another protocol than this service's own.
  var query: ModelQuery?
}

/// A method that compiles calls of one structure once, and then runs them for their numbers.
protocol PlannedMethod: Method {
  associatedtype Compiled: CachedCall

  static var name: String { get }
  /// The parameters beyond the common ones.
  static var parameters: [String] { get }
  var context: MethodContext { get }

  init(_ context: MethodContext)

  /// Reads the method's own parameters, binding their numbers.
  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions

  /// What all calls with the structure of this one share.
  func compile(_ decoder: RequestDecoder, _ options: MethodOptions) throws -> Compiled

  /// The run of `compiled` for the numbers of a call.
  ///
  /// Throws `limit_exceeded` for a result whose text would be too long.
  func prepared(_ compiled: Compiled, _ bindings: Bindings, _ common: CommonParameters) throws -> PreparedCall
}

/// A method whose result comes from one plan: it writes the derivative as a composition of recorders.
protocol DerivativeMethod: PlannedMethod where Compiled == CompiledCall {
  /// The result for placeholders.
  func differentiate(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor>
}

/// What the methods share. An object, since every call keeps it.
public final class MethodContext: Sendable {
  public let limits: ServiceLimits
  public let plans: PlanCache
  public let models: ModelLibrary
  /// What the text of a call in the words of another protocol may have.
  let json: JSONDocument.Limits

  public init(
    limits: ServiceLimits = ServiceLimits(), plans: PlanCache = PlanCache(), models: ModelLibrary = ModelLibrary(),
    json: JSONDocument.Limits = JSONDocument.Limits()
  ) {
    (self.limits, self.plans, self.models, self.json) = (limits, plans, models, json)
  }

  /// Every method of the contract.
  public var methods: [any Method] { planned + [Discover()] }

  private var planned: [any PlannedMethod] {
    [
      Evaluate(self), JVP(self), VJP(self), Gradient(self), HVP(self), Jacobian(self), Hessian(self), Derivative(self),
      Check(self), Describe(self),
    ]
  }

  /// The names of the parameters that a method takes, by the method's name.
  public var parameters: [String: [String]] {
    Dictionary(uniqueKeysWithValues: planned.map { ($0.name, CommonParameters.names + type(of: $0).parameters) })
  }
}

extension PlannedMethod {
  var name: String { Self.name }

  func prepare(_ params: JSONValue) throws -> PreparedCall {
    if let call = try remembered(params) { return call }
    let (decoder, options) = try decode(params)
    let key = PlanKey(decoder.call, options)
    if let call = try found(key, decoder) { return call }
    let compiled = try Interruption.when(passed(decoder.common.deadline)) {
      try context.limits.allowance.granting { try compile(decoder, options) }
    }
    context.plans.insert(compiled, for: key)
    return try accepted(compiled, decoder.bindings, decoder.common)
  }

  func prepareAtOnce(_ params: JSONValue) throws -> PreparedCall? {
    if let call = try remembered(params) { return call }
    let (decoder, options) = try decode(params)
    return try found(PlanKey(decoder.call, options), decoder)
  }

  /// The call without decoding it, where it is one of several in a body and differs from an earlier one in its numbers alone. One that is
  /// alone was looked for before it was parsed.
  private func remembered(_ params: JSONValue) throws -> PreparedCall? {
    let text = OutlineText(of: params, name)
    guard !text.isBody else { return nil }
    return try context.known(text.form, text.value.rawText)?.prepared
  }

  /// The call by a plan that is kept.
  private func found(_ key: PlanKey, _ decoder: RequestDecoder) throws -> PreparedCall? {
    guard let kept = context.plans.find(key), let compiled = kept.call as? Compiled else { return nil }
    remember(decoder, kept)
    return try accepted(compiled, decoder.bindings, decoder.common)
  }

  private func remember(_ decoder: RequestDecoder, _ kept: KeptCall) {
    context.plans.outlines.remember(
      DecodedCall(
        method: name, text: OutlineText(of: decoder.params, name), bindings: decoder.bindings, model: decoder.model,
        sources: decoder.tensors.sources, kept: kept
      ) { [common = decoder.common] compiled, bindings, context in
        try (compiled as? Compiled).map { try Self(context).accepted($0, bindings, common) }
      })
  }

  private func accepted(
    _ compiled: Compiled, _ bindings: Bindings, _ common: CommonParameters
  ) throws -> PreparedCall {
    try prepared(compiled, bindings, common).accepted(by: context.limits)
  }

  /// Says when so much time has passed from now on; never, where it is nil.
  private func passed(_ duration: Duration?) -> @Sendable () -> Bool {
    guard let duration else { return { false } }
    let start = ContinuousClock.now
    return { ContinuousClock.now - start >= duration }
  }

  private func decode(_ params: JSONValue) throws -> (RequestDecoder, MethodOptions) {
    var decoder = try RequestDecoder(params, method: name, parameters: Self.parameters, context)
    let options = try options(&decoder)
    return (decoder, options)
  }

  /// Calls `bind` for each vector: the elements of an array, or the one value.
  func bindVectors(_ value: JSONValue, isBatch: Bool, _ bind: (JSONValue, Int) throws -> Void) throws -> Int? {
    guard isBatch, let elements = value.elements else {
      try bind(value, 0)
      return nil
    }
    guard elements.count > 0 else {
      throw SpecError(.missing, at: value.place, "there is no vector", expected: "at least one")
    }
    guard elements.count <= context.limits.vectors else {
      throw SpecError(
        .limitExceeded, at: value.place, "a call takes at most \(context.limits.vectors) vectors",
        expected: "\(context.limits.vectors)", actual: "\(elements.count)")
    }
    for (index, element) in elements.enumerated() { try bind(element, index) }
    return elements.count
  }
}

extension DerivativeMethod {
  func compile(_ decoder: RequestDecoder, _ options: MethodOptions) throws -> CompiledCall {
    try compile(decoder.call, options)
  }

  private func compile(_ call: DerivativeCall, _ options: MethodOptions) throws -> CompiledCall {
    try CompiledCall(call.bindings.tensors.map(\.type), maximumBytes: context.limits.planBytes) { placeholders in
      try differentiate(TracedFunction(call, placeholders), options)
    }
  }

  /// The plan of a call: the one that is kept, or a new one that is kept from now on.
  func compiled(_ call: DerivativeCall, _ options: MethodOptions) throws -> CompiledCall {
    let key = PlanKey(call, options)
    if let compiled = context.plans.find(key, as: CompiledCall.self) { return compiled }
    let compiled = try context.limits.allowance.granting { try compile(call, options) }
    context.plans.insert(compiled, for: key)
    return compiled
  }

  func prepared(
    _ compiled: CompiledCall, _ bindings: Bindings, _ common: CommonParameters
  ) throws -> PreparedCall {
    let (plan, inputs, roles) = (compiled.plan, bindings.tensors, bindings.roles)
    let allowance = context.limits.allowance
    let tensors = TensorWriter(encoding: common.encoding, limit: context.limits.resultBytes)
    let room = try tensors.room(for: plan.outputTypes)
    return PreparedCall(
      flops: plan.flops, byteCount: plan.byteCount.addingSaturated(room), resultByteCount: room,
      deadline: common.deadline
    ) { workspace, shouldStop, writer in
      try plan.run(inputs, in: workspace, shouldStop: shouldStop) { bytes in
        let nonFinite = try compiled.program.nonFinite(
          inputs, roles, results: zip(plan.outputTypes, bytes), within: allowance, shouldStop: shouldStop)
        try compiled.tree.joined(with: nonFinite).write(to: &writer) { output, writer in
          try tensors.write(plan.outputTypes[output], bytes[output], to: &writer)
        }
      }
    }
  }
}
