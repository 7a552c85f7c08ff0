/// The types that a tensor's elements may have.
public enum DType: String, Hashable, Sendable, CaseIterable {
  case float32, float64, int32, int64, bool

  /// Bytes per element.
  public var size: Int {
    switch self {
    case .bool: 1
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// Whether derivatives exist for tensors of this type.
  public var isFloating: Bool { self == .float32 || self == .float64 }
}
