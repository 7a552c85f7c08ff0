/// The Jacobian of `function` by forward mode, all columns in one pass: for each tensor of `primals` the derivatives of shape
/// `value.shape + shape`. Best where the primals have fewer elements than the value.
///
/// Throws what the function throws, and `notDifferentiable` for a primal that is not floating. Complexity: the function times the number
/// of elements of the primals, with the work of the primals done once.
public func jacobianForward<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input
) throws -> Input where Input.Tensors == Input {
  let argument = try primals.asArgument()
  let leaves = argument.tensors
  let total = leaves.reduce(0) { $0 + $1.shape.elementCount }
  var columns: Tensor?
  let value: Tensor
  if total > 0 {
    let accumulator = try ForwardAccumulator(
      primals: argument, batchedTangents: argument.replacing(leaves.basis(total)))
    value = try accumulator.recording { try function(argument) }
    columns = accumulator.jvp(of: value)
  } else {
    value = try function(argument)
  }
  return try argument.replacing(leaves.blocks(of: columns, value))
}

/// The Jacobian of `function` by reverse mode, one pullback per element of the value: for each tensor of `primals` the derivatives of shape
/// `value.shape + shape`. Best where the value has fewer elements than the primals.
///
/// Throws what the function throws, and `notDifferentiable` for a primal that is not floating. Complexity: the function times the number of
/// elements of the value.
public func jacobianReverse<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input
) throws -> Input where Input.Tensors == Input {
  let argument = try primals.asArgument()
  let tape = GradientTape(watchAccessedVariables: false)
  try tape.watch(argument)
  let value = try tape.recording { try function(argument) }
  return try tape.jacobian(of: value, argument)
}

extension [Tensor] {
  /// Tangents with a leading axis of extent `total`, the number of all elements: each element is moved by one of them.
  fileprivate func basis(_ total: Int) throws -> [Tensor] {
    var start = 0
    return try map { tensor in
      let count = tensor.shape.elementCount
      defer { start += count }
      let own = try count == 0 ? [] : [Tensor.stacked(tensor.type.basis())]
      let (before, after) = (
        try Tensor(zeros: tensor.type.batched(start)), try Tensor(zeros: tensor.type.batched(total - start - count))
      )
      return try Tensor.concatenated([before] + own + [after], axis: 0)
    }
  }

  /// The columns, which lie along the leading axis, as one block per tensor with the axes of the value first. Without columns, zeros.
  fileprivate func blocks(of columns: Tensor?, _ value: Tensor) throws -> [Tensor] {
    var start = 0
    return try map { tensor in
      let count = tensor.shape.elementCount
      defer { start += count }
      let shape = try Shape(value.shape.dimensions + tensor.shape.dimensions)
      guard let columns else { return try Tensor(zeros: TensorType(value.dtype, shape)) }
      let own = try columns.sliced(axis: 0, start..<start + count)
      return try own.transposed(Swift.Array(1..<value.rank + 1) + [0]).reshaped(to: shape)
    }
  }
}
