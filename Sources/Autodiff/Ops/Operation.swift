import Kernels

/// A differentiable function of tensors with one result: its attributes (the stored properties), its types, how it is computed, and
/// its one derivative rule.
///
/// An author conforms to one of the families, which derive both modes from the rule: `SmoothOperation` (partial derivatives),
/// `LinearOperation` (the transpose), `BilinearOperation` (two pullbacks), `TangentOperation` (the tangent) or `ConstantOperation`
/// (nothing). Rules are written with the operations that users call, so derivatives of every order exist.
public protocol Operation: Hashable, Sendable {
  /// The name in programs, messages and the catalogue.
  static var name: String { get }

  /// The type of the result. Throws for operands that do not fit; nothing is computed before this has passed.
  func resultType(_ operands: [TensorType]) throws -> TensorType

  /// How to compute the result for operands of types that `resultType` accepted.
  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering

  /// The tangent of the result; nil, for zero, where no operand with a tangent reaches it. At least one tangent is not nil.
  func tangent(_ tangents: [Tensor?], _ operands: [Tensor], _ result: Tensor) throws -> Tensor?

  /// The cotangents of those operands that are wanted; nil stands for zero.
  func cotangents(_ cotangent: Tensor, _ operands: [Tensor], _ result: Tensor, wanted: [Bool]) throws -> [Tensor?]

  /// A tensor that equals the result and needs less, where the operands, which are symbolic, allow one.
  func simplified(_ operands: [Tensor]) throws -> Tensor?

  /// Arithmetic operations per run; what is above some thousand is worth a thread of its own.
  func flops(_ operands: [TensorType], _ result: TensorType) -> Int

  /// Bytes that a run takes beside its operands and its result, such as those of the programs within it.
  func scratchByteCount(_ operands: [TensorType], _ result: TensorType) -> Int
}

extension Operation {
  public func simplified(_ operands: [Tensor]) throws -> Tensor? { nil }

  public func flops(_ operands: [TensorType], _ result: TensorType) -> Int {
    operands.reduce(result.shape.elementCount) { max($0, $1.shape.elementCount) }
  }

  public func scratchByteCount(_ operands: [TensorType], _ result: TensorType) -> Int { 0 }

  var name: String { Self.name }

  func isEqual(to other: any Operation) -> Bool { (other as? Self) == self }
}

/// How a result is computed. Plans ask for this, never for an operation's name.
public enum Lowering: Sendable {
  /// The operand's bytes are the result.
  case view
  /// Element by element, on operands of the type given; such steps can be fused.
  case map(MapKernel, DType)
  /// Repeated elements, which a fused step can read where they are.
  case expand(Expansion)
  case product(MatrixProduct)
  case kernel(Kernel)
  /// A kernel that may take long, and gives up once `shouldStop` says so.
  case interruptible(InterruptibleKernel)
}

/// Computes the elements of a result from those of its operands; all are contiguous.
/// Throws where the values do not allow a result, such as an index out of range.
public typealias Kernel =
  @Sendable (_ operands: UnsafePointer<UnsafeRawPointer?>, _ result: UnsafeMutableRawPointer) throws -> Void

public typealias InterruptibleKernel =
  @Sendable (
    _ operands: UnsafePointer<UnsafeRawPointer?>, _ result: UnsafeMutableRawPointer, _ shouldStop: () -> Bool
  ) throws -> Void

extension Operation {
  func expectCount(_ operands: [TensorType], _ count: Int) throws {
    guard operands.count == count else {
      throw AutodiffError(
        .operandCount, "\(name) takes \(count) operand\(count == 1 ? "" : "s"), not \(operands.count)",
        expected: "\(count)", actual: "\(operands.count)")
    }
  }

  func expectFloating(_ operands: [TensorType]) throws {
    for (index, operand) in operands.enumerated() where !operand.dtype.isFloating {
      throw AutodiffError(
        .dtypeMismatch, "\(name): operand \(index) must be of a floating type, not \(operand)",
        expected: "float32 or float64", actual: operand.dtype.rawValue)
    }
  }

  /// All operands are of one type, which is returned.
  func expectSameType(_ operands: [TensorType]) throws -> TensorType {
    guard let first = operands.first else { throw AutodiffError(.operandCount, "\(name) takes at least one operand") }
    for operand in operands.dropFirst() where operand != first {
      throw mismatch(first, operand)
    }
    return first
  }

  func mismatch(_ first: TensorType, _ second: TensorType) -> AutodiffError {
    AutodiffError(
      first.dtype == second.dtype ? .shapeMismatch : .dtypeMismatch, "\(name): \(first) and \(second) do not fit",
      expected: "\(first)", actual: "\(second)")
  }
}
