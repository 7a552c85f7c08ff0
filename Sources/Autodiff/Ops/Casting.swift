import Kernels

/// The elements in another type. From floating to integer they are cut towards zero; to bool, what is not 0 is true. Between
/// floating types a derivative passes, else not.
public struct Cast: Operation {
  public static let name = "cast"
  public let dtype: DType

  public init(to dtype: DType) { self.dtype = dtype }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    return TensorType(dtype, operands[0].shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (source, target, count) = (operands[0].dtype, dtype, result.shape.elementCount)
    if source == target { return .view }
    return .kernel { operands, result in
      if let x = operands[0] { convert(x, source, result, target, count: count) }
    }
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    dtype.isFloating ? try tangents[0]?.cast(to: dtype) : nil
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    [operands[0].dtype.isFloating && dtype.isFloating ? try cotangent.cast(to: operands[0].dtype) : nil]
  }
}

/// The operand, unconnected to it in every mode. A program keeps it, so that it holds when the program itself is differentiated.
public struct StopGradient: ConstantOperation, ReplicatingOperation {
  public static let name = "stop_gradient"
  public init() {}

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    return operands[0]
  }
  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering { .view }
  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { 0 }
}

/// The operand itself, as a result with an identity of its own.
public struct Identity: LinearOperation, ReplicatingOperation {
  public static let name = "identity"
  public init() {}

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 1)
    return operands[0]
  }
  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering { .view }
  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor { cotangent }
  public func simplified(_ operands: [Tensor]) throws -> Tensor? { operands[0] }
  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int { 0 }
}

extension Tensor {
  /// The elements in another type.
  public func cast(to dtype: DType) throws -> Tensor {
    self.dtype == dtype ? self : try apply(Cast(to: dtype), self)
  }

  /// The same values, which no derivative reaches.
  public func stoppingGradient() throws -> Tensor { try apply(StopGradient(), self) }
}
