@testable import Autodiff

/// A function of tensors at a point, and what the laws need of it.
struct TensorFunction {
  let point: [Tensor]
  let body: ([Tensor]) throws -> [Tensor]

  func value() throws -> [Tensor] { try body(point) }

  /// The value and its tangents along `direction`, zeros where unconnected.
  func jvp(_ direction: [Tensor]) throws -> [Tensor] {
    try TensorFunction.jvp(body, point, direction)
  }

  /// The cotangents of the point for the cotangents `weights` of the value, zeros where unconnected.
  func vjp(_ weights: [Tensor]) throws -> [Tensor] {
    try TensorFunction.vjp(body, point, weights)
  }

  /// The function whose value is this one's `vjp(weights)`.
  func pullback(_ weights: [Tensor]) -> TensorFunction {
    TensorFunction(point: point) { try TensorFunction.vjp(body, $0, weights) }
  }

  /// The function whose value is this one's `jvp(direction)`.
  func pushforward(_ direction: [Tensor]) -> TensorFunction {
    TensorFunction(point: point) { try TensorFunction.jvp(body, $0, direction) }
  }

  /// The derivative along `direction` by central differences of fourth order.
  func difference(_ direction: [Tensor], step: Double = 1e-3) throws -> [[Double]] {
    func moved(_ distance: Double) throws -> [[Double]] {
      try body(zip(point, direction).map { try $0 + $1 * distance }).map { $0.doubles ?? [] }
    }
    let (near, far) = (
      zip(try moved(step), try moved(-step)), zip(try moved(2 * step), try moved(-2 * step))
    )
    return zip(near, far).map { near, far in
      zip(zip(near.0, near.1), zip(far.0, far.1)).map {
        (8 * ($0.0 - $0.1) - ($1.0 - $1.1)) / (12 * step)
      }
    }
  }

  private static func jvp(
    _ body: ([Tensor]) throws -> [Tensor], _ point: [Tensor], _ direction: [Tensor]
  ) throws -> [Tensor] {
    let primals = try point.map { try apply(Identity(), $0) }
    let accumulator = try ForwardAccumulator(primals: primals, tangents: direction)
    return try accumulator.jvp(of: accumulator.recording { try body(primals) })
  }

  private static func vjp(
    _ body: ([Tensor]) throws -> [Tensor], _ point: [Tensor], _ weights: [Tensor]
  ) throws -> [Tensor] {
    let primals = try point.map { try apply(Identity(), $0) }
    let tape = GradientTape()
    try tape.watch(primals)
    let results = try tape.recording { try body(primals) }
    let found = try tape.gradients(of: results, primals, outputGradients: weights)
    return try zip(found, primals).map { try $0 ?? $1 * 0 }
  }
}
