import ModelSpec

/// What a call may ask for; beyond it stands error -32001.
public struct ServiceLimits: Sendable {
  /// Elements of one tensor.
  public var tensorElements = 1 << 26
  /// Vectors in a batch of tangents or cotangents.
  public var vectors = 1024
  /// Transforms in `derivative`.
  public var transforms = 16
  /// Bytes that a plan's intermediate values and results may take.
  public var planBytes = 1 << 31
  /// Bytes of a result's text.
  public var resultBytes = 1 << 30
  public var spec = SpecLimits()

  public init() {}
}
