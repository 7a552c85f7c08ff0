import Autodiff
import ModelSpec

/// What a call may ask for; beyond it stands error -32001.
public struct ServiceLimits: Sendable {
  /// Elements of one tensor, of the request or computed.
  public var tensorElements = 1 << 26
  /// Elements of all tensors of a request.
  public var requestElements = 1 << 26
  /// Vectors in a batch of tangents or cotangents.
  public var vectors = 1024
  /// Transforms in `derivative`.
  public var transforms = 16
  /// Operations that a call's program may take to write: transforms of transforms grow with every level.
  public var operations = 1 << 20
  /// Arithmetic operations of a run, as its plan says beforehand.
  public var work = 10_000_000_000_000
  /// Bytes that a plan's intermediate values and results may take.
  public var planBytes = 1 << 31
  /// Bytes of a result's text.
  public var resultBytes = 1 << 30
  public var spec = SpecLimits()

  public init() {}

  /// What writing a function down may take.
  var allowance: Allowance { Allowance(elements: tensorElements, operations: operations, bytes: planBytes) }
}
