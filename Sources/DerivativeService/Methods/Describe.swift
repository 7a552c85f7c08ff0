import Autodiff
import JSON
import ModelSpec

/// `describe`: what a function takes and gives, what it and its derivatives cost, and its program as text.
struct Describe: PlannedMethod {
  static let name = "describe"
  static let parameters = ["primals"]
  let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// The primals are those that are named, the usual ones, or else all floating inputs.
  func options(_ decoder: inout RequestDecoder) throws -> MethodOptions {
    let floating = decoder.bindings.floatingInputs
    let hasPrimals = decoder.givenPrimals != nil || !decoder.usualPrimals.isEmpty
    return MethodOptions(primals: hasPrimals ? try decoder.primals() : floating)
  }

  func compile(_ decoder: RequestDecoder, _ options: MethodOptions) throws -> ResultTree<Never> {
    let types = decoder.bindings.tensors.map(\.type)
    let value = try Program.trace(types) { try TracedFunction(decoder, $0)() }
    let isScalar = value.outputTypes.count == 1 && value.outputTypes[0].shape.isScalar && !options.primals.isEmpty
    let tangents = options.primals.compactMap { decoder.bindings.type(of: .input($0)) }
    return .object([
      ("inputs", inputs(decoder) { !$0.isParameter }), ("parameters", inputs(decoder) { $0.isParameter }),
      ("outputs", .array(value.outputTypes.map { .object($0.members) })),
      ("value", try value.costs()),
      ("jvp", try product(decoder, options, types + tangents).costs()),
      ("gradient", isScalar ? try gradient(decoder, options, types).costs() : .null),
      ("hvp", isScalar ? try hvp(decoder, options, types + tangents).costs() : .null),
      ("program", .text(value.description)),
    ])
  }

  func prepared(
    _ tree: ResultTree<Never>, _ bindings: Bindings, _ common: CommonParameters
  ) -> PreparedCall {
    PreparedCall(flops: 0, byteCount: 0, deadline: common.deadline) { _, _, writer in
      try tree.write(to: &writer) { _, _ in }
    }
  }

  private func inputs(_ decoder: RequestDecoder, _ belongs: (FunctionInput) -> Bool) -> ResultTree<Never> {
    .object(
      decoder.definition.inputs.filter(belongs).compactMap { input in
        decoder.bindings.type(of: .input(input.name)).map { type in
          (input.name, .object(type.members + (input.isParameter ? [("trainable", .flag(input.isTrainable))] : [])))
        }
      })
  }

  private func product(_ decoder: RequestDecoder, _ options: MethodOptions, _ types: [TensorType]) throws -> Program {
    try Program.trace(types) { placeholders in
      let function = TracedFunction(decoder, placeholders)
      let tangents = Array(placeholders.suffix(options.primals.count))
      let accumulator = try ForwardAccumulator(primals: function.primals(options.primals), tangents: tangents)
      let outputs = try accumulator.recording { try function() }
      return try outputs + outputs.map { try accumulator.jvp(of: $0) ?? Tensor(zerosLike: $0) }
    }
  }

  private func gradient(_ decoder: RequestDecoder, _ options: MethodOptions, _ types: [TensorType]) throws -> Program {
    try Program.trace(types) { placeholders in
      let function = TracedFunction(decoder, placeholders)
      let primals = try function.primals(options.primals)
      let (outputs, gradient) = try function.gradient(primals) { try function() }
      return outputs + gradient.compactMap { $0 }
    }
  }

  private func hvp(_ decoder: RequestDecoder, _ options: MethodOptions, _ types: [TensorType]) throws -> Program {
    try Program.trace(types) { placeholders in
      let function = TracedFunction(decoder, placeholders)
      let primals = try function.primals(options.primals)
      let tangents = Array(placeholders.suffix(primals.count))
      let accumulator = try ForwardAccumulator(primals: primals, tangents: tangents)
      let (outputs, gradient) = try accumulator.recording { try function.gradient(primals) { try function() } }
      return outputs + gradient.compactMap { $0 } + gradient.compactMap { $0.flatMap { accumulator.jvp(of: $0) } }
    }
  }
}

extension ResultTree: CachedCall where Leaf == Never {
  var footprint: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .array(let elements): elements.reduce(64) { $0 + $1.footprint }
    case .object(let members): members.reduce(64) { $0 + $1.name.utf8.count + $1.value.footprint }
    case .tensor, .null, .integer, .number, .flag: 64
    }
  }
}

extension Program {
  /// What a run costs.
  fileprivate func costs() throws -> ResultTree<Never> {
    let plan = try Plan(self)
    let inputs = inputTypes.reduce(0) { $0 + $1.byteCount }
    return .object([
      ("operations", .integer(operationCount)), ("flops", .integer(plan.flops)),
      ("peak_bytes", .integer(plan.byteCount + inputs)),
    ])
  }
}

extension TensorType {
  fileprivate var members: [(name: String, value: ResultTree<Never>)] {
    [("shape", .array(shape.dimensions.map { .integer($0) })), ("dtype", .text(dtype.rawValue))]
  }
}

extension FunctionInput {
  fileprivate var isParameter: Bool {
    if case .parameter = role { true } else { false }
  }
}

extension Bindings {
  fileprivate func type(of role: Role) -> TensorType? {
    roles.firstIndex(of: role).map { tensors[$0].type }
  }

  fileprivate var floatingInputs: [String] {
    zip(roles, tensors).compactMap { role, tensor in
      if case .input(let name) = role, tensor.dtype.isFloating { name } else { nil }
    }
  }
}
