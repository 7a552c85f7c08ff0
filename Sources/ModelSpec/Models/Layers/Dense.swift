import Autodiff

/// `activation(x @ kernel + bias)` over the last axis of an input of any rank from 2.
struct Dense: Hashable, Sendable {
  let units: Int?
  let activation: Activation
  let usesBias: Bool
  let kernelRegularizer: Regularizer?
  let biasRegularizer: Regularizer?
  let activityRegularizer: Regularizer?

  func callAsFunction(_ signal: Signal, _ run: inout ModelRun, _ scope: LayerScope) throws -> Signal {
    let kernel = try run.parameter("kernel", scope)
    try check(kernel, for: signal.value)
    try run.penalize(kernelRegularizer, kernel)
    var product = try signal.value.matmul(kernel)
    if usesBias {
      let bias = try run.parameter("bias", scope)
      try check(bias, kernel)
      try run.penalize(biasRegularizer, bias)
      product = try product + bias
    }
    let output = try activation(Signal(product))
    try penalizeActivity(output.value, &run)
    return output
  }

  /// Activity penalties are means over the batch.
  private func penalizeActivity(_ output: Tensor, _ run: inout ModelRun) throws {
    guard let activityRegularizer, let batch = output.shape.dimensions.first else { return }
    run.penalties.append(try activityRegularizer(output) / Double(max(batch, 1)))
  }

  private func check(_ kernel: Tensor, for input: Tensor) throws {
    let features = input.shape.dimensions.last ?? 0
    let expected = "[\(features), \(units.map(String.init) ?? "units")]"
    guard kernel.rank == 2, kernel.shape[0] == features, units == nil || kernel.shape[1] == units else {
      throw AutodiffError(
        .shapeMismatch, "the kernel of shape \(kernel.shape) does not fit an input of shape \(input.shape)",
        expected: expected, actual: "\(kernel.shape)")
    }
  }

  private func check(_ bias: Tensor, _ kernel: Tensor) throws {
    guard bias.shape.dimensions == [kernel.shape[1]] else {
      throw AutodiffError(
        .shapeMismatch, "the bias of shape \(bias.shape) does not fit the kernel of shape \(kernel.shape)",
        expected: "[\(kernel.shape[1])]", actual: "\(bias.shape)")
    }
  }
}
