import Kernels

/// A program made ready to run many times: elementwise steps fused, sums added into products, every intermediate value at a fixed
/// place of one arena.
///
/// A plan never changes and may be run by many threads at once, each with a `Workspace` of its own.
public final class Plan: Sendable {
  public let inputTypes: [TensorType]
  public let outputTypes: [TensorType]
  /// Arithmetic operations of one run.
  public let flops: Int
  /// Bytes of the intermediate values and results that are alive at the same time, at most.
  public var arenaByteCount: Int { layout.arenaByteCount }
  /// Bytes that a run takes: the arena, and what the programs within its operations take.
  public let byteCount: Int

  /// Bytes that the plan itself takes, about, beside its program's constants.
  public var footprint: Int { steps.count * 256 + layout.slotCount * 16 }

  /// Whoever waits for so many operations is not asked before they are done: a tenth of a millisecond, about.
  private static let uninterrupted = 100_000

  let steps: [any Step]
  let outputs: [Int]
  let layout: PlanLayout

  /// Compiles a program. Throws `limitExceeded` where a value is too large for its operation.
  public init(_ program: Program) throws {
    let compiler = try PlanCompiler(program)
    (inputTypes, outputTypes) = (program.inputTypes, program.outputTypes)
    (steps, outputs, layout) = try compiler.compile()
    flops = compiler.flops
    byteCount = layout.arenaByteCount.addingSaturated(compiler.scratchByteCount)
  }

  /// The outputs for `inputs`. Throws for inputs that are not of `inputTypes`, for values that an operation refuses, and
  /// `deadlineExceeded` once `shouldStop` says so, which is asked inside the steps that take long, behind the last one and, in a plan that
  /// takes long, before each.
  public func run(_ inputs: [Tensor], in workspace: Workspace, shouldStop: () -> Bool = { false }) throws -> [Tensor] {
    try run(inputs, in: workspace, shouldStop: shouldStop) { results in
      try zip(results, outputTypes).map { bytes, type in
        try Tensor(type) { memory in
          if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
        }
      }
    }
  }

  /// Runs and lends the outputs' bytes, which lie in the workspace. A run in a workspace that has run the plan before allocates nothing.
  public func run<R>(
    _ inputs: [Tensor], in workspace: Workspace, shouldStop: () -> Bool = { false },
    _ body: ([UnsafeRawBufferPointer]) throws -> R
  ) throws -> R {
    try expect(inputs)
    let table = try workspace.prepare(for: self)
    return try withExtendedLifetime(inputs) {
      for (slot, input) in inputs.enumerated() {
        if case .concrete(let storage) = input.handle.value { table[slot] = storage.pointer }
      }
      try runSteps(table, workspace, shouldStop)
      if shouldStop() { throw AutodiffError.stopped }
      workspace.collect(outputs, outputTypes)
      return try body(workspace.results)
    }
  }

  private func runSteps(_ table: SlotTable, _ workspace: Workspace, _ shouldStop: () -> Bool) throws {
    let isLong = flops > Plan.uninterrupted
    for step in steps {
      if isLong, shouldStop() { throw AutodiffError.stopped }
      try step.run(table, workspace.operands, shouldStop: shouldStop)
      if let stepDone = workspace.stepDone { stepDone(flops / steps.count) }
    }
  }

  private func expect(_ inputs: [Tensor]) throws {
    guard inputs.count == inputTypes.count else {
      throw AutodiffError(
        .operandCount, "the plan takes \(inputTypes.count) inputs, not \(inputs.count)",
        expected: "\(inputTypes.count)",
        actual: "\(inputs.count)")
    }
    for (index, input) in inputs.enumerated() {
      guard input.isConcrete(of: inputTypes[index]) else {
        throw AutodiffError(
          .shapeMismatch, "input \(index) of the plan is \(inputTypes[index]), not \(input.type)",
          expected: "\(inputTypes[index])", actual: "\(input.type)")
      }
    }
  }
}

/// Where the values of a plan lie. A table of addresses has first the inputs, then the constants, the arena's buffers and the tiles.
struct PlanLayout: Sendable {
  var constants: [Tensor] = []
  /// Offsets of the buffers in the arena.
  var bufferOffsets: [Int] = []
  var tileCount = 0
  var inputCount = 0
  var arenaByteCount = 0

  var firstTile: Int { inputCount + constants.count + bufferOffsets.count }
  var slotCount: Int { firstTile + tileCount }
}
