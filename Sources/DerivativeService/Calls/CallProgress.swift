/// News of calls that run, for a caller that watches its own.
public enum CallProgress: Sendable {
  /// A call begins, whose run takes so many arithmetic operations.
  case began(flops: Int)
  /// So many more are done.
  case did(flops: Int)
}
