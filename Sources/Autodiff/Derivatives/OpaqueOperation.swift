/// An operation of which no derivative is known. Asking for one is an error where it is asked for, never a silent zero.
public protocol OpaqueOperation: Operation {}

extension OpaqueOperation {
  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    throw unknownDerivative
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    throw unknownDerivative
  }

  private var unknownDerivative: AutodiffError {
    AutodiffError(
      .notDifferentiable, "no derivative of \(name) is known; stop it with stoppingGradient() where none is wanted")
  }
}
