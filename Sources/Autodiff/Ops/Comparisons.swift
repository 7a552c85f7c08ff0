import Kernels

/// An order between elements; the result is of type bool.
public struct Compare: ConstantOperation {
  public enum Relation: String, Hashable, Sendable {
    case greater
    case greaterEqual = "greater_equal"
    case less
    case lessEqual = "less_equal"
    case equal
    case notEqual = "not_equal"
  }

  public static let name = "compare"
  public let relation: Relation

  public init(_ relation: Relation) { self.relation = relation }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 2)
    try expectFloating(operands)
    return TensorType(.bool, try expectSameType(operands).shape)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    .map(kernel, operands[0].dtype)
  }

  private var kernel: MapKernel {
    switch relation {
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .less: .less
    case .lessEqual: .lessEqual
    case .equal: .equal
    case .notEqual: .notEqual
    }
  }
}

/// `and`, `or` and `not` of bool tensors.
public struct Logical: ConstantOperation {
  public enum Connective: String, Hashable, Sendable {
    case and = "logical_and"
    case or = "logical_or"
    case not = "logical_not"
  }

  public static let name = "logical"
  public let connective: Connective

  public init(_ connective: Connective) { self.connective = connective }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, connective == .not ? 1 : 2)
    let type = try expectSameType(operands)
    guard type.dtype == .bool else {
      throw AutodiffError(
        .dtypeMismatch, "\(connective.rawValue) takes tensors of type bool, not \(type)", expected: "bool",
        actual: type.dtype.rawValue)
    }
    return type
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    switch connective {
    case .and: .map(.logicalAnd, .bool)
    case .or: .map(.logicalOr, .bool)
    case .not: .map(.logicalNot, .bool)
    }
  }
}

/// `x` where the condition holds, `y` elsewhere. What was not chosen, be it NaN, reaches no derivative.
public struct Where: LinearOperation {
  public static let name = "where"
  public init() {}

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, 3)
    let type = try expectSameType(Array(operands[1...]))
    try expectFloating([type])
    guard operands[0] == TensorType(.bool, type.shape) else {
      throw mismatch(TensorType(.bool, type.shape), operands[0])
    }
    return type
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    .map(.where, result.dtype)
  }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let x = try tangents[1] ?? zeros(like: result)
    return try apply(self, operands[0], x, tangents[2] ?? zeros(like: result))
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    let zero = try zeros(like: cotangent)
    return [
      nil, wanted[1] ? try apply(self, operands[0], cotangent, zero) : nil,
      wanted[2] ? try apply(self, operands[0], zero, cotangent) : nil,
    ]
  }

  public func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor { cotangent }
}

extension Tensor {
  public func isGreater(than other: Tensor) throws -> Tensor { try binary(Compare(.greater), self, other) }
  public func isGreaterOrEqual(to other: Tensor) throws -> Tensor { try binary(Compare(.greaterEqual), self, other) }
  public func isLess(than other: Tensor) throws -> Tensor { try binary(Compare(.less), self, other) }
  public func isLessOrEqual(to other: Tensor) throws -> Tensor { try binary(Compare(.lessEqual), self, other) }
  public func isEqual(to other: Tensor) throws -> Tensor { try binary(Compare(.equal), self, other) }
  public func isNotEqual(to other: Tensor) throws -> Tensor { try binary(Compare(.notEqual), self, other) }

  /// Elements of `x` where `condition` holds, of `y` elsewhere; the three are broadcast together.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Tensor) throws -> Tensor {
    let (x, y) = try broadcastTogether(x, y, for: Where.name)
    guard let shape = try condition.shape.broadcast(with: x.shape) else {
      throw AutodiffError(
        .shapeMismatch, "where: the shapes \(condition.shape) and \(x.shape) cannot be broadcast together",
        expected: "\(x.shape)", actual: "\(condition.shape)")
    }
    return try apply(
      Where(), condition.broadcast(to: shape), x.broadcast(to: shape), y.broadcast(to: shape))
  }

  public func logicalAnd(_ other: Tensor) throws -> Tensor { try binary(Logical(.and), self, other) }
  public func logicalOr(_ other: Tensor) throws -> Tensor { try binary(Logical(.or), self, other) }
  public func logicalNot() throws -> Tensor { try apply(Logical(.not), self) }

  /// The larger of the elements; where they are equal the whole derivative goes to `self`.
  public func maximum(_ other: Tensor) throws -> Tensor { try binary(Maximum(), self, other) }
  /// The smaller of the elements; where they are equal the whole derivative goes to `self`.
  public func minimum(_ other: Tensor) throws -> Tensor { try binary(Minimum(), self, other) }
}

public struct Maximum: ElementwiseOperation, SmoothOperation {
  public static let name = "maximum"
  public static let arity = 2
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.maximum
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let first = try operands[0].isGreaterOrEqual(to: operands[1])
    return try (index == 0 ? first : first.logicalNot()).cast(to: result.dtype)
  }
}

public struct Minimum: ElementwiseOperation, SmoothOperation {
  public static let name = "minimum"
  public static let arity = 2
  public static let hasBoundedPartials = true
  public static let kernel = MapKernel.minimum
  public init() {}

  public func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let first = try operands[0].isLessOrEqual(to: operands[1])
    return try (index == 0 ? first : first.logicalNot()).cast(to: result.dtype)
  }
}
