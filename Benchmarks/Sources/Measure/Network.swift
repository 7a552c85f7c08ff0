import Autodiff

/// A network of dense layers with tanh between them and the mean squared error as its loss, in float32.
struct Network {
  let widths: [Int]
  let batch: Int

  /// - Parameter text: the widths, such as `784-256-10`.
  init(_ text: String, batch: Int) throws {
    widths = text.split(separator: "-").compactMap { Int($0) }
    self.batch = batch
    guard widths.count >= 2 else { throw Work.Unknown(words: [text]) }
  }

  var layerCount: Int { widths.count - 1 }

  /// Kernel and bias of each layer.
  var parameterTypes: [TensorType] {
    get throws {
      try (0..<layerCount).flatMap { layer in
        [
          TensorType(.float32, try Shape([widths[layer], widths[layer + 1]])),
          TensorType(.float32, try Shape([widths[layer + 1]])),
        ]
      }
    }
  }

  /// Inputs and targets.
  var dataTypes: [TensorType] {
    get throws {
      [widths[0], widths[layerCount]].map { TensorType(.float32, [batch, $0]) }
    }
  }

  private func loss(_ parameters: [Tensor], _ data: [Tensor]) throws -> Tensor {
    var activation = data[0]
    for layer in 0..<layerCount {
      activation = try activation.matmul(parameters[2 * layer]) + parameters[2 * layer + 1]
      if layer + 1 < layerCount { activation = try activation.tanh() }
    }
    return try (activation - data[1]).squared().mean()
  }

  private func valueAndGradient(
    _ parameters: [Tensor], _ data: [Tensor]
  ) throws -> (value: Tensor, gradient: [Tensor]) {
    let tape = GradientTape()
    try tape.watch(parameters)
    let value = try tape.recording { try loss(parameters, data) }
    return (value, try tape.gradient(of: value, parameters))
  }

  /// A program over data, parameters and, but for the gradient, tangents. `call` gives what the service answers to a call of `hvp`.
  func program(_ derivative: String) throws -> Program {
    let (data, parameters) = (try dataTypes, try parameterTypes)
    let tangents = derivative == "gradient" ? [] : parameters
    return try Program.trace(data + parameters + tangents) { inputs in
      let (point, vector) = (Array(inputs[2..<2 + parameters.count]), Array(inputs[(2 + parameters.count)...]))
      let data = Array(inputs[..<2])
      switch derivative {
      case "gradient": return try valueAndGradient(point, data).gradient
      case "jvp":
        let accumulator = try ForwardAccumulator(primals: point, tangents: vector)
        return [try accumulator.jvp(of: try accumulator.recording { try loss(point, data) })]
      case "hvp", "call":
        let accumulator = try ForwardAccumulator(primals: point, tangents: vector)
        let (value, gradient) = try accumulator.recording { try valueAndGradient(point, data) }
        return try (derivative == "call" ? [value] + gradient : []) + accumulator.jvp(of: gradient)
      default: throw Work.Unknown(words: [derivative])
      }
    }
  }
}

extension Work {
  /// A derivative of a network by a plan, in a workspace that is warm. `further` is the Hessian-vector product for another vector at the
  /// same point.
  static func network(_ derivative: String, _ network: Network) throws -> Work {
    let workspace = Workspace()
    guard derivative == "further" else {
      let program = try network.program(derivative)
      let (plan, inputs) = (try Plan(program), try program.inputTypes.map(randomTensor))
      return try Work { try plan.run(inputs, in: workspace) { _ in } }
    }
    let program = try network.program("hvp")
    let inputs = try program.inputTypes.map(randomTensor)
    let known = 2 + (try network.parameterTypes.count)
    let (early, late) = try program.split(known: Set(0..<known))
    let residuals = try Plan(early).run(Array(inputs[..<known]), in: workspace)
    let (plan, given) = (try Plan(late), Array(inputs[known...]) + residuals)
    return try Work { try plan.run(given, in: workspace) { _ in } }
  }

  /// From nothing to a plan of a Hessian-vector product: tracing, transforming, compiling.
  static func compiling(_ network: Network) throws -> Work {
    try Work { _ = try Plan(network.program("hvp")) }
  }
}

/// Numbers between -1 and 1 over the square root of what a sum in a layer has of them.
func randomTensor(_ type: TensorType) throws -> Tensor {
  let scale = 1 / Float(max(1, type.shape.dimensions.first ?? 1)).squareRoot()
  var source = Numbers()
  let numbers = (0..<type.shape.elementCount).map { _ in Float.random(in: -1...1, using: &source) * scale }
  return try Tensor(numbers, shape: type.shape)
}
