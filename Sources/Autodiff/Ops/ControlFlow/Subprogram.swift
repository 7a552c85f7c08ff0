import Synchronization

/// A program as an attribute of a control-flow operation. Two are equal if they are the same one.
final class Subprogram: Hashable, Sendable, CustomStringConvertible {
  let program: Program
  private let compiled = Mutex<Plan?>(nil)

  init(_ program: Program) { self.program = program }

  /// Writes down `body`, which may use nothing but its arguments.
  convenience init(tracing types: [TensorType], _ body: ([Tensor]) throws -> [Tensor]) throws {
    self.init(try withoutRecording { try Program.trace(types, body) })
  }

  static func == (left: Subprogram, right: Subprogram) -> Bool { left === right }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  var description: String {
    "\n    " + program.description.split(separator: "\n").joined(separator: "\n    ")
  }

  var plan: Plan {
    get throws {
      try compiled.withLock { plan in
        if let plan { return plan }
        let made = try Plan(program)
        plan = made
        return made
      }
    }
  }

  func callAsFunction(
    _ inputs: [Tensor], in workspace: Workspace, shouldStop: () -> Bool
  ) throws -> [Tensor] {
    try plan.run(inputs, in: workspace, shouldStop: shouldStop)
  }
}

extension Subprogram {
  /// The same function beside its Jacobian-vector product: takes the arguments and a tangent for each floating one, gives the outputs
  /// and the product of each floating one.
  func withTangents() throws -> Subprogram {
    let floating = program.inputTypes.floatingIndices
    let types = program.inputTypes + floating.map { program.inputTypes[$0] }
    return try Subprogram(tracing: types) { inputs in
      let (arguments, tangents) = inputs.split(after: program.inputTypes.count)
      let accumulator = try ForwardAccumulator(primals: floating.map { arguments[$0] }, tangents: tangents)
      let outputs = try accumulator.recording { try program.evaluate(arguments) }
      let products = try outputs.filter(\.dtype.isFloating).map { try accumulator.jvp(of: $0) ?? zeros(like: $0) }
      return outputs + products
    }
  }

  /// The vector-Jacobian product: takes the arguments and a cotangent for each floating output, gives the product for each floating
  /// argument.
  func withCotangents() throws -> Subprogram {
    let outputs = program.outputTypes.filter(\.dtype.isFloating)
    return try Subprogram(tracing: program.inputTypes + outputs) { inputs in
      let (arguments, cotangents) = inputs.split(after: program.inputTypes.count)
      let sources = arguments.filter(\.dtype.isFloating)
      let tape = GradientTape()
      try tape.watch(sources)
      let targets = try tape.recording { try program.evaluate(arguments) }.filter(\.dtype.isFloating)
      let products = try tape.gradients(of: targets, sources, outputGradients: cotangents)
      return try zip(products, sources).map { try $0 ?? zeros(like: $1) }
    }
  }
}

extension [TensorType] {
  /// The places of those that have derivatives.
  var floatingIndices: [Int] { indices.filter { self[$0].dtype.isFloating } }

  /// Bytes of all elements.
  var byteCount: Int { reduce(0) { $0.addingSaturated($1.byteCount) } }
}

extension [Tensor] {
  func split(after count: Int) -> (head: [Tensor], tail: [Tensor]) {
    (Array(prefix(count)), Array(dropFirst(count)))
  }
}

/// Concrete tensors of the given types, copied from a kernel's operands.
func tensors(_ types: [TensorType], copying operands: UnsafePointer<UnsafeRawPointer?>) throws -> [Tensor] {
  try types.enumerated().map { index, type in
    try Tensor(type) { memory in
      if let source = operands[index] { memory.copyMemory(from: source, byteCount: type.byteCount) }
    }
  }
}

extension Tensor {
  /// Copies the elements of a concrete tensor to a kernel's result.
  func copy(to result: UnsafeMutableRawPointer) {
    withBytes { bytes in
      if let start = bytes.baseAddress { result.copyMemory(from: start, byteCount: bytes.count) }
    }
  }
}
