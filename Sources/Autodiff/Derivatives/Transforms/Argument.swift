// The transforms take a function and give a derivative of it. All are compositions of `ForwardAccumulator` and `GradientTape`, so they nest
// in each other and in recorders, and run on the placeholders of a `Program` as on numbers.

extension TensorStructure where Tensors == Self {
  /// The structure with each tensor under an identity of its own, connected to it. A transform differentiates by these, so that a tensor
  /// that its function captures is a constant, even the very one that is passed, and one that is passed twice is two arguments.
  func asArgument() throws -> Self {
    try mapTensors { try apply(Identity(), $0) }
  }
}

extension Tensor {
  /// Throws `notScalar` where this is no scalar, of which alone there is a gradient.
  func requireScalar(for transform: String) throws -> Tensor {
    guard shape.isScalar else {
      throw AutodiffError(
        .notScalar, "\(transform) needs a function with a scalar value, not \(type)", expected: "shape []",
        actual: "\(shape)")
    }
    return self
  }
}
