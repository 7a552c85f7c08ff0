/// The Hessian of a function with a scalar value, of the shape `primal.shape + primal.shape`: the gradient's Jacobian, forward over
/// reverse.
///
/// Throws as `gradient(of:at:)`. Complexity: the gradient times the number of elements; a product with a vector needs `hvp` alone.
public func hessian(of function: (Tensor) throws -> Tensor, at primal: Tensor) throws -> Tensor {
  try jacobianForward(of: { try gradient(of: function, at: $0) }, at: primal)
}

/// The Hessian in blocks: element `[i][j]` has the second derivatives by leaf `i` and leaf `j` of `primals`, of the shape of the one followed
/// by that of the other.
///
/// Throws as `gradient(of:at:)`. Complexity: for each leaf, the gradient times the number of all elements.
public func hessian<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input
) throws -> [[Tensor]] where Input.Tensors == Input {
  try primals.tensors.indices.map { row in
    try jacobianForward(of: { try gradient(of: function, at: $0).tensors[row] }, at: primals).tensors
  }
}
