import Autodiff
import JSON
import ModelSpec

/// A method whose result is matrices of derivatives: a head that one run gives, and sweeps.
protocol SweepMethod: PlannedMethod where Compiled == SweptCall {
  /// The members of the result that do not take a sweep.
  func head(_ function: TracedFunction, _ options: MethodOptions) throws -> ResultTree<Tensor>

  /// Builds the sweeps; the leaves of the tree are their matrices.
  func sweeps(_ builder: SweepBuilder, _ options: MethodOptions) throws -> ResultTree<Int>
}

/// What calls of one structure share.
struct SweptCall: CachedCall {
  let head: CompiledCall
  let sweeps: [Sweep]
  let tree: ResultTree<Int>
}

extension SweepMethod {
  func compile(_ decoder: RequestDecoder, _ options: MethodOptions) throws -> SweptCall {
    let builder = SweepBuilder(decoder, context.limits)
    let tree = try sweeps(builder, options)
    let types = decoder.bindings.tensors.map(\.type)
    let head = try CompiledCall(types, maximumBytes: context.limits.planBytes) { placeholders in
      try self.head(TracedFunction(decoder, placeholders), options)
    }
    return SweptCall(head: head, sweeps: builder.sweeps, tree: tree)
  }

  func prepared(_ call: SweptCall, _ bindings: Bindings, _ common: CommonParameters) throws -> PreparedCall {
    let (inputs, roles) = (bindings.tensors, bindings.roles)
    let tensors = TensorWriter(encoding: common.encoding, limit: context.limits.resultBytes)
    let flops = call.sweeps.reduce(call.head.plan.flops) { $0.addingSaturated($1.flops) }
    let room = try tensors.room(for: call.head.plan.outputTypes + call.sweeps.flatMap(\.outputTypes))
    let byteCount = call.sweeps.reduce(call.head.plan.byteCount + room) { $0.addingSaturated($1.byteCount) }
    let allowance = context.limits.allowance
    return PreparedCall(flops: flops, byteCount: byteCount, resultByteCount: room, deadline: common.deadline) {
      workspace, shouldStop, writer in
      let head = try call.head.plan.run(inputs, in: workspace, shouldStop: shouldStop)
      let matrices = try call.sweeps.flatMap { try $0.run(inputs, in: workspace, shouldStop: shouldStop) }
      let nonFinite: ResultTree<Tensor> =
        (head + matrices).allSatisfy(\.isFinite)
        ? .object([]) : try .searching(within: allowance) { try call.nonFinite(inputs, roles, shouldStop) }
      let tree = call.head.tree.map { head[$0] }.joined(with: call.tree.map { matrices[$0] }).joined(with: nonFinite)
      try tree.write(to: &writer, tensors.write)
    }
  }
}

extension SweptCall {
  var footprint: Int { sweeps.reduce(head.footprint) { $0 + $1.footprint } }

  /// The member `non_finite`: of the head, or else of the first sweep in which one is found.
  fileprivate func nonFinite(
    _ inputs: [Tensor], _ roles: [Role], _ shouldStop: () -> Bool
  ) throws -> ResultTree<Tensor> {
    if let culprit = try head.program.firstNonFinite(inputs, shouldStop: shouldStop) { return .nonFinite(culprit) }
    for sweep in sweeps {
      if let culprit = try sweep.firstNonFinite(inputs, shouldStop: shouldStop) { return .nonFinite(culprit) }
    }
    return .nonFinite(inputs, roles)
  }
}
