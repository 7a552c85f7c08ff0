import Autodiff

/// The sweeps of a call while they are made; the leaves of a result's tree are numbers of their matrices.
final class SweepBuilder {
  private let decoder: RequestDecoder
  private let types: [TensorType]
  private let maximumBytes: Int
  private(set) var sweeps: [Sweep] = []
  private var matrixCount = 0
  private var byteCount = 0

  init(_ decoder: RequestDecoder, maximumBytes: Int) {
    self.decoder = decoder
    types = decoder.bindings.tensors.map(\.type)
    self.maximumBytes = maximumBytes
  }

  /// The types of the function's outputs.
  func outputTypes() throws -> [TensorType] {
    try Program.trace(types) { try TracedFunction(decoder, $0)() }.outputTypes
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
    let sweep = try Sweep(program, placement, maximumBytes: maximumBytes - byteCount)
    byteCount += sweep.byteCount
    sweeps.append(sweep)
    return isConnected.map { connected in
      guard connected else { return .null }
      matrixCount += 1
      return .tensor(matrixCount - 1)
    }
  }
}
