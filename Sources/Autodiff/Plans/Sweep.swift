import Kernels

/// Runs a program that is linear in one of its inputs for every unit vector of that input, many at once: what comes out are the
/// matrices of the linear maps, such as Jacobians (of a program for a JVP or a VJP) and Hessians (of one for an HVP).
public final class Sweep: Sendable {
  /// Where the vector's axes stand in the results.
  public enum Placement: Sendable {
    /// Behind the output's axes: a JVP sweeps the columns of a Jacobian.
    case last
    /// Before the output's axes: a VJP sweeps its rows.
    case first
  }

  public let outputTypes: [TensorType]
  /// Arithmetic operations of the whole sweep.
  public let flops: Int
  /// Bytes of the workspace and of the results.
  public let byteCount: Int

  /// Bytes that the sweep itself takes, about.
  public var footprint: Int { program.footprint + plan.footprint }

  private let program: Program
  private let plan: Plan
  private let vector: TensorType
  private let isBatched: [Bool]
  private let rowTypes: [TensorType]
  private let batch: Int
  private let placement: Placement

  private static let maximumBatch = 256
  /// A batch whose intermediate values fill this much does not gain by growing.
  private static let comfortableByteCount = 16 << 20

  /// - Parameters:
  ///   - program: its last input is the vector.
  ///   - maximumBytes: of the results and the workspace together. Throws `limitExceeded` beyond it, before anything large is made.
  public init(_ program: Program, _ placement: Placement, maximumBytes: Int = .max) throws {
    guard let vector = program.inputTypes.last, vector.dtype.isFloating else {
      throw AutodiffError(.operandCount, "a sweep is over the last input of a program, which must be floating")
    }
    (self.program, self.vector, self.placement) = (program, vector, placement)
    rowTypes = program.outputTypes
    outputTypes = try Sweep.outputTypes(program, placement)
    let resultBytes = outputTypes.byteCount
    guard resultBytes <= maximumBytes else {
      let shapes = outputTypes.map { "\($0)" }.joined(separator: ", ")
      throw AutodiffError(
        .limitExceeded, "the result would be \(shapes): \(resultBytes) bytes",
        expected: "at most \(maximumBytes) bytes",
        actual: "\(resultBytes) bytes")
    }
    batch = try Sweep.batch(program, vector)
    let batched = try program.batched([program.inputTypes.count - 1], size: batch)
    (plan, isBatched) = (try Plan(batched.program), batched.isBatched)
    let runs = (vector.shape.elementCount + batch - 1) / batch
    flops = plan.flops.multipliedSaturated(by: runs)
    byteCount = plan.byteCount.addingSaturated(resultBytes).addingSaturated(batch * vector.byteCount)
  }

  private static func outputTypes(_ program: Program, _ placement: Placement) throws -> [TensorType] {
    let vector = program.inputTypes.last?.shape.dimensions ?? []
    return try program.outputTypes.map { type in
      let output = type.shape.dimensions
      return TensorType(type.dtype, try Shape(placement == .last ? output + vector : vector + output))
    }
  }

  private static func batch(_ program: Program, _ vector: TensorType) throws -> Int {
    let hasRules = program.values.allSatisfy { value in
      if case .result(let operation, _) = value.definition { operation is any BatchingOperation } else { true }
    }
    let single = try Plan(program).byteCount.addingSaturated(vector.byteCount)
    let largest = program.values.map(\.type.shape.elementCount).max() ?? 0
    let fitting = min(comfortableByteCount / max(single, 1), Allowance.current.elements / max(largest, 1))
    return max(1, min(vector.shape.elementCount, hasRules ? maximumBatch : 8, fitting))
  }

  /// The matrices, one for each output, of shape output + vector or vector + output.
  ///
  /// - Parameter inputs: all but the vector.
  public func run(_ inputs: [Tensor], in workspace: Workspace, shouldStop: () -> Bool = { false }) throws -> [Tensor] {
    let results = try outputTypes.map { try TensorStorage(byteCount: $0.byteCount) { _ in } }
    for start in stride(from: 0, to: vector.shape.elementCount, by: batch) {
      let count = min(batch, vector.shape.elementCount - start)
      try plan.run(inputs + [unitVectors(start, count)], in: workspace, shouldStop: shouldStop) { rows in
        for (index, bytes) in rows.enumerated() {
          copy(bytes, index, to: results[index].pointer, start, count)
        }
      }
    }
    return zip(outputTypes, results).map { Tensor($0, .concrete($1)) }
  }

  /// The operation that makes the first value that is not finite, for a vector of ones; nil where there is none.
  public func firstNonFinite(_ inputs: [Tensor], shouldStop: () -> Bool = { false }) throws -> Program.Culprit? {
    try program.firstNonFinite(inputs + [constant(1, like: Tensor(zeros: vector))], shouldStop: shouldStop)
  }

  /// The unit vectors from `start` on, followed by zeros where there are fewer than the plan takes.
  private func unitVectors(_ start: Int, _ count: Int) throws -> Tensor {
    let (width, size) = (vector.shape.elementCount, vector.dtype.size)
    return try Tensor(vector.batched(batch)) { memory in
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: batch * width * size)
      for row in 0..<count {
        let offset = (row * width + start + row) * size
        if vector.dtype == .float64 {
          memory.storeBytes(of: 1, toByteOffset: offset, as: Double.self)
        } else {
          memory.storeBytes(of: 1, toByteOffset: offset, as: Float.self)
        }
      }
    }
  }

  /// Copies the results of `count` vectors to their rows or columns. An output that does not depend on the vector is not linear in it
  /// unless it is zero, and is the same for all.
  private func copy(
    _ rows: UnsafeRawBufferPointer, _ index: Int, to result: UnsafeMutableRawPointer, _ start: Int, _ count: Int
  ) {
    guard let source = rows.baseAddress else { return }
    let (width, vectors) = (rowTypes[index].shape.elementCount, vector.shape.elementCount)
    let movement = Movement(
      shape: [count, width], size: rowTypes[index].dtype.size,
      resultStrides: placement == .first ? [width, 1] : [1, vectors],
      resultOffset: placement == .first ? start * width : start, operandStrides: [isBatched[index] ? width : 0, 1])
    movement.run(source, result)
  }
}
