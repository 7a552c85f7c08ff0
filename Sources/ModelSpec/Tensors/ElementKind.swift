import Autodiff

/// What an input's elements are used as, which decides how plain JSON numbers are read.
public enum ElementKind: String, Hashable, Sendable {
  /// Of the request's floating type.
  case floating
  /// Indices and class labels.
  case integer
  /// Conditions.
  case boolean

  /// The element type of a tensor that names none, in a request of this floating type.
  package func dtype(floating: DType) -> DType {
    switch self {
    case .floating: floating
    case .integer: .int64
    case .boolean: .bool
    }
  }
}
