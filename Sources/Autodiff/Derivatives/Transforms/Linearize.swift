/// The value of `function`, and its pushforward v ↦ J(x) · v, which may be called any number of times and does not run the function again.
///
/// - Parameters:
///   - function: what is differentiated.
///   - primals: the point x.
/// - Returns: the value, and the pushforward: it takes tangents of the structure and types of the primals, and gives those of the value.
///
/// The pushforward is the transpose of the pullback, whose steps are on a tape of their own. Throws as `vjp(of:at:)`. Complexity: a small
/// multiple of the function in time, for it and for each pushforward; the pushforward keeps the intermediate values.
public func linearize<Input: TensorStructure, Output: TensorStructure>(
  of function: (Input) throws -> Output, at primals: Input
) throws -> (value: Output, pushforward: (Input) throws -> Output)
where Input.Tensors == Input, Output.Tensors == Output {
  let (value, pullback) = try vjp(of: function, at: primals)
  // The pullback is linear, so where it is taped does not matter.
  let cotangents = try value.mapTensors { try zeros(like: $0) }
  let tape = GradientTape(persistent: true, watchAccessedVariables: false)
  try tape.watch(cotangents)
  let pulled = try tape.recording { try pullback(cotangents) }
  return (value, { try tape.gradient(of: pulled, cotangents, outputGradients: $0) })
}
