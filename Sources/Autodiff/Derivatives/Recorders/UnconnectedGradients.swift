/// What is given for the derivative of something that does not depend on its source.
public enum UnconnectedGradients: Sendable {
  /// nil.
  case none
  /// Zeros of the source's type.
  case zero
}
