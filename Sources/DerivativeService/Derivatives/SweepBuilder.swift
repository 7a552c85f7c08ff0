import Autodiff
import ModelSpec

/// The sweeps of a call while they are made; the leaves of a result's tree are numbers of their matrices.
final class SweepBuilder {
  private let decoder: RequestDecoder
  private let types: [TensorType]
  private let limits: ServiceLimits
  private(set) var sweeps: [Sweep] = []
  private var matrixCount = 0
  private var byteCount = 0

  init(_ decoder: RequestDecoder, _ limits: ServiceLimits) {
    self.decoder = decoder
    types = decoder.bindings.tensors.map(\.type)
    self.limits = limits
  }

  /// The types of the function's outputs.
  func outputTypes() throws -> [TensorType] {
    try Program.trace(types) { try TracedFunction(decoder, $0)() }.outputTypes
  }

  /// Throws `limit_exceeded`, before anything is traced, where the derivatives of `rows` by `columns` would be too large.
  func expectRoom(_ rows: [TensorType], by columns: [TensorType]) throws {
    let (elements, matrices) = (
      rows.elementCount.multipliedSaturated(by: columns.elementCount), rows.count * columns.count
    )
    let text = TensorWriter(encoding: decoder.common.encoding, limit: limits.resultBytes)
      .room(elements: elements, decoder.common.dtype, tensors: matrices)
    let bytes = elements.multipliedSaturated(by: decoder.common.dtype.size)
    try expect(rows.largest.multipliedSaturated(by: columns.largest), "elements", atMost: limits.tensorElements)
    try expect(bytes, "bytes", atMost: limits.planBytes)
    try expect(text, "bytes of text", atMost: limits.resultBytes)
  }

  private func expect(_ size: Int, _ unit: String, atMost limit: Int) throws {
    guard size > limit else { return }
    let place = decoder.params.place + (decoder.givenPrimals == nil ? "" : ".primals")
    let found = size == .max ? "more than 9.2e18 \(unit)" : "\(size) \(unit)"
    throw SpecError(
      .limitExceeded, at: place, "the \(decoder.method) would take \(found), more than the limit of \(limit)",
      expected: "at most \(limit) \(unit)", actual: found)
  }

  func type(of primal: String) throws -> TensorType {
    guard let index = decoder.bindings.roles.firstIndex(of: .input(primal)) else {
      throw AutodiffError(.notDifferentiable, "\"\(primal)\" has no value")
    }
    return types[index]
  }

  /// A sweep over the unit vectors of a type. `body` gives what is linear in the vector, nil where it is unconnected; `like` are
  /// the types that it has.
  func sweep(
    over vector: TensorType, _ placement: Sweep.Placement, like: [TensorType],
    _ body: (TracedFunction, Tensor) throws -> [Tensor?]
  ) throws -> [ResultTree<Int>] {
    var isConnected: [Bool] = []
    let program = try Program.trace(types + [vector]) { placeholders in
      let function = TracedFunction(decoder, Array(placeholders.dropLast()))
      let results = try placeholders.last.map { try body(function, $0) } ?? []
      isConnected = results.map { $0 != nil || decoder.common.unconnected == .zero }
      return try zip(results, like).compactMap { result, type in
        if let result { return result }
        return decoder.common.unconnected == .zero ? try Tensor(zeros: type) : nil
      }
    }
    let sweep = try Sweep(program, placement, maximumBytes: limits.planBytes - byteCount)
    byteCount += sweep.byteCount
    sweeps.append(sweep)
    return isConnected.map { connected in
      guard connected else { return .null }
      matrixCount += 1
      return .tensor(matrixCount - 1)
    }
  }
}

extension [TensorType] {
  fileprivate var elementCount: Int { reduce(0) { $0.addingSaturated($1.shape.elementCount) } }
  /// Elements of the largest.
  fileprivate var largest: Int { map(\.shape.elementCount).max() ?? 0 }
}
