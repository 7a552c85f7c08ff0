/// The value of `function`, and its pullback w ↦ J(x)ᵀ · w, which may be called any number of times.
///
/// - Parameters:
///   - function: what is differentiated.
///   - primals: the point x.
/// - Returns: the value, and the pullback: it takes cotangents of the structure and types of the value, and gives those of the primals; zeros
///   where the value does not depend on them.
///
/// Throws what the function throws, and `notDifferentiable` for a primal that is not floating. Complexity: a small multiple of the
/// function in time, for it and for each pullback; the pullback keeps the intermediate values.
public func vjp<Input: TensorStructure, Output: TensorStructure>(
  of function: (Input) throws -> Output, at primals: Input
) throws -> (value: Output, pullback: (Output) throws -> Input)
where Input.Tensors == Input, Output.Tensors == Output {
  let argument = try primals.asArgument()
  let tape = GradientTape(persistent: true, watchAccessedVariables: false)
  try tape.watch(argument)
  let value = try tape.recording { try function(argument) }
  return (value, { try tape.gradient(of: value, argument, outputGradients: $0) })
}
