import Kernels

/// An operation that can do the work of a batch at once.
public protocol BatchingOperation: Operation {
  /// The result with the leading axis; at least one operand has it.
  func batched(_ batch: Batch) throws -> Tensor
}

/// An operation that works on a batch as on anything else, once each operand has the leading axis.
public protocol PointwiseOperation: BatchingOperation {}

extension PointwiseOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try Autodiff.apply(self, batch.operands.indices.map { try batch.complete($0) })
  }
}

/// An operation on each element of operands of one type.
public protocol ElementwiseOperation: PointwiseOperation {
  static var arity: Int { get }
  static var kernel: MapKernel { get }
}

extension ElementwiseOperation {
  public static var arity: Int { 1 }

  public func resultType(_ operands: [TensorType]) throws -> TensorType {
    try expectCount(operands, Self.arity)
    try expectFloating(operands)
    return try expectSameType(operands)
  }

  public func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    .map(Self.kernel, result.dtype)
  }
}

/// An operation known by its partial derivatives, element by element.
public protocol SmoothOperation: Operation {
  /// Whether every partial is finite for finite operands. Where not, a zero tangent times an infinite partial is 0.
  static var hasBoundedPartials: Bool { get }

  /// The derivative of each element of the result by the same element of operand `index`; nil where it is zero everywhere.
  func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor?
}

extension SmoothOperation {
  public static var hasBoundedPartials: Bool { false }

  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    var sum: Tensor?
    for (index, tangent) in tangents.enumerated() {
      guard let tangent, let partial = try partial(index, operands, result) else { continue }
      let term = Self.hasBoundedPartials ? try apply(Mul(), partial, tangent) : try apply(MulNoNan(), partial, tangent)
      sum = try accumulate(sum, term)
    }
    return sum
  }

  /// A zero cotangent stays zero whatever the partial is: the branch that a `where` does not take has zero cotangents and may be NaN.
  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    try operands.indices.map { index in
      guard wanted[index], let partial = try partial(index, operands, result) else { return nil }
      return try apply(MulNoNan(), partial, cotangent)
    }
  }
}

/// An operation that is linear in all its operands together: it is its own tangent.
public protocol LinearOperation: Operation {
  /// The transpose of the map from operand `index` to the result, at `cotangent`.
  func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor
}

extension LinearOperation {
  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let complete = try zip(tangents, operands).map { try $0 ?? zeros(like: $1) }
    return try Autodiff.apply(self, complete)
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    let types = operands.map(\.type)
    return try operands.indices.map { wanted[$0] ? try transpose($0, cotangent, types) : nil }
  }
}

/// An operation of two operands that is linear in each.
public protocol BilinearOperation: Operation {
  /// The cotangent of operand `index`, given the other operand.
  func pullback(_ index: Int, _ cotangent: Tensor, other: Tensor) throws -> Tensor
}

extension BilinearOperation {
  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    let left = try tangents[0].map { try apply(self, $0, operands[1]) }
    let right = try tangents[1].map { try apply(self, operands[0], $0) }
    guard let left, let right else { return left ?? right }
    return try apply(Add(), left, right)
  }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    [
      wanted[0] ? try pullback(0, cotangent, other: operands[1]) : nil,
      wanted[1] ? try pullback(1, cotangent, other: operands[0]) : nil,
    ]
  }
}

/// An operation known by its tangent, which is linear in the tangents; the pullback is found by taping it.
public protocol TangentOperation: Operation {}

extension TangentOperation {
  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    let directions = try zip(operands, wanted).map { $1 ? try zeros(like: $0) : nil }
    let tape = GradientTape()
    try tape.watch(directions.compactMap { $0 })
    guard let product = try tape.recording({ try tangent(directions, operands, result) }) else {
      return directions.map { _ in nil }
    }
    var found = try tape.gradients(of: [product], directions.compactMap { $0 }, outputGradients: [cotangent])
      .makeIterator()
    return directions.map { $0 == nil ? nil : found.next().flatMap { $0 } }
  }
}

/// An operation whose derivative is zero wherever there is one.
public protocol ConstantOperation: Operation {}

extension ConstantOperation {
  public func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor? { nil }

  public func cotangents(
    _ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]
  ) throws -> [Tensor?] {
    wanted.map { _ in nil }
  }
}

/// `sum + term`, where nil is zero.
func accumulate(_ sum: Tensor?, _ term: Tensor) throws -> Tensor {
  guard let sum else { return term }
  return try apply(Add(), sum, term)
}
