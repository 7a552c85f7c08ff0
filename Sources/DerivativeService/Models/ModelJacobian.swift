import Autodiff
import JSON
import StoredModels

/// The sweeps for a Jacobian of a stored model: one for each result by cotangents, or one for each input by tangents, whichever needs
/// fewer passes.
struct ModelJacobian: CachedCall {
  let isForward: Bool
  /// By result, or by input.
  let sweeps: [Sweep]

  var footprint: Int { sweeps.reduce(0) { $0 + $1.footprint } }

  /// The matrix of a result by an input, among those of all sweeps.
  func position(_ output: Int, _ input: Int, _ inputs: Int, _ outputs: Int) -> Int {
    isForward ? input * outputs + output : output * inputs + input
  }
}

extension ModelFunction {
  /// The Jacobian of results by inputs. `write` is called in the end with a function that gives the matrix of a result by an input, both
  /// by their positions.
  func preparedJacobian(
    of outputs: [ModelOutput], by inputs: [String], _ model: StoredModel, _ values: ModelValues, atOnce: Bool,
    room: ([TensorType]) throws -> Int,
    write: @escaping @Sendable ((_ output: Int, _ input: Int) -> Tensor, inout JSONWriter) throws -> Void
  ) throws -> PreparedCall? {
    let bindings = try values.bindings(of: model, for: ModelQuery(outputs: outputs))
    let call = DerivativeCall(
      method: "\(name) jacobian", function: CallFunction(model), dtype: model.dtype, bindings: bindings)
    let key = PlanKey(call, MethodOptions(primals: inputs, query: ModelQuery(outputs: outputs)))
    let found = context.plans.find(key, as: ModelJacobian.self)
    if atOnce, found == nil { return nil }
    let jacobian = try found ?? context.limits.allowance.granting { try compile(outputs, inputs, call) }
    if found == nil { context.plans.insert(jacobian, for: key) }
    let flops = jacobian.sweeps.reduce(0) { $0.addingSaturated($1.flops) }
    let types = jacobian.sweeps.flatMap(\.outputTypes)
    let room = try room(types)
    let byteCount = jacobian.sweeps.reduce(room) { $0.addingSaturated($1.byteCount) }
    return try PreparedCall(flops: flops, byteCount: byteCount, resultByteCount: room) {
      workspace, shouldStop, writer in
      let matrices = try jacobian.sweeps.flatMap {
        try $0.run(bindings.tensors, in: workspace, shouldStop: shouldStop)
      }
      try write({ matrices[jacobian.position($0, $1, inputs.count, outputs.count)] }, &writer)
    }.accepted(by: context.limits)
  }

  private func compile(
    _ outputs: [ModelOutput], _ inputs: [String], _ call: DerivativeCall
  ) throws -> ModelJacobian {
    let types = call.bindings.tensors.map(\.type)
    let results = try Program.trace(types) { try ModelQuery(outputs: outputs)(TracedFunction(call, $0)) }.outputTypes
    let primals = inputs.compactMap { name in
      call.bindings.roles.firstIndex(of: .input(name)).map { types[$0] }
    }
    let isForward = primals.elementCount < results.elementCount
    var sweeps: [Sweep] = []
    var room = context.limits.planBytes
    func add(_ query: ModelQuery, _ role: Role, _ vector: TensorType, _ placement: Sweep.Placement) throws {
      var call = call
      call.bindings.bind(role, try Tensor(zeros: vector))
      let program = try Program.trace(types + [vector]) { [call] in try query(TracedFunction(call, $0)) }
      let sweep = try Sweep(program, placement, maximumBytes: room)
      room -= sweep.byteCount
      sweeps.append(sweep)
    }
    if isForward {
      for (name, type) in zip(inputs, primals) {
        let query = ModelQuery(outputs: outputs, wantsOutputs: false, product: .jvp([name]))
        try add(query, .tangent(of: name, vector: 0), type, .last)
      }
    } else {
      for (output, type) in zip(outputs, results) {
        let query = ModelQuery(outputs: [output], wantsOutputs: false, product: .vjp(inputs))
        try add(query, .cotangent(of: "0", vector: 0), type, .first)
      }
    }
    return ModelJacobian(isForward: isForward, sweeps: sweeps)
  }
}

extension [TensorType] {
  fileprivate var elementCount: Int { reduce(0) { $0.addingSaturated($1.shape.elementCount) } }
}
