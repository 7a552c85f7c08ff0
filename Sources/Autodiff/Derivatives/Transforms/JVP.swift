/// The value of `function` and its Jacobian-vector product J(x) · v, in one forward pass.
///
/// - Parameters:
///   - function: what is differentiated.
///   - primals: the point x.
///   - tangents: the direction v, of the structure and types of `primals`.
/// - Returns: the value, and the product, of the structure and types of the value; zeros where it does not depend on the primals.
///
/// Throws what the function throws, and as `ForwardAccumulator.init(primals:tangents:)`. Complexity: a small multiple of the function, in time
/// and in memory.
public func jvp<Input: TensorStructure, Output: TensorStructure>(
  of function: (Input) throws -> Output, at primals: Input, along tangents: Input
) throws -> (value: Output, jvp: Output) where Input.Tensors == Input, Output.Tensors == Output {
  let argument = try primals.asArgument()
  let accumulator = try ForwardAccumulator(primals: argument, tangents: tangents)
  let value = try accumulator.recording { try function(argument) }
  return (value, try accumulator.jvp(of: value))
}
