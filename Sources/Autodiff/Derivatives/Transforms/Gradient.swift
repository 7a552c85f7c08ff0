/// The gradient of a function with a scalar value, of the structure and types of `primals`; zeros where the value does not depend on them.
///
/// Throws what the function throws, `notScalar`, and `notDifferentiable` for a primal that is not floating. Complexity: a small
/// multiple of the function in time, and its intermediate values in memory.
public func gradient<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input
) throws -> Input where Input.Tensors == Input {
  try valueAndGradient(of: function, at: primals).gradient
}

/// As `gradient(of:at:)`, with the value.
public func valueAndGradient<Input: TensorStructure>(
  of function: (Input) throws -> Tensor, at primals: Input
) throws -> (value: Tensor, gradient: Input) where Input.Tensors == Input {
  let argument = try primals.asArgument()
  let tape = GradientTape(watchAccessedVariables: false)
  try tape.watch(argument)
  let value = try tape.recording { try function(argument).requireScalar(for: "a gradient") }
  return (value, try tape.gradient(of: value, argument))
}
