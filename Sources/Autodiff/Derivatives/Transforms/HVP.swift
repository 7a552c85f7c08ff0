/// The value, the gradient, and the Hessian-vector product H(x) · v of a function with a scalar value: the gradient's Jacobian-vector product,
/// forward over reverse.
///
/// - Parameters:
///   - function: what is differentiated.
///   - primals: the point x.
///   - tangents: the direction v, of the structure and types of `primals`.
///
/// Throws as `gradient(of:at:)` and `jvp(of:at:along:)`. Complexity: a small multiple of the gradient; the Hessian is never formed.
public func hvp<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input, along tangents: Input
) throws -> (value: Tensor, gradient: Input, hvp: Input) where Input.Tensors == Input {
  let argument = try primals.asArgument()
  let accumulator = try ForwardAccumulator(primals: argument, tangents: tangents)
  let (value, gradient) = try accumulator.recording { try valueAndGradient(of: function, at: argument) }
  return (value, gradient, try accumulator.jvp(of: gradient))
}
