/// What was wrong with a use of the library: which operation, what it got, what it wanted.
public struct AutodiffError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of mistakes; the raw values are the error types of the wire.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case shapeMismatch = "shape_mismatch"
    case dtypeMismatch = "dtype_mismatch"
    case structureMismatch = "structure_mismatch"
    case operandCount = "operand_count"
    case badAttribute = "bad_attribute"
    case indexOutOfRange = "index_out_of_range"
    case notScalar = "not_scalar"
    case notDifferentiable = "not_differentiable"
    case duplicatePrimal = "duplicate_primal"
    case recorderMisuse = "recorder_misuse"
    case limitExceeded = "limit_exceeded"
    case deadlineExceeded = "deadline_exceeded"
  }

  public var kind: Kind
  /// One sentence that names the operation and the operands' types.
  public var message: String
  /// What would have been right, where that can be said in a few words.
  public var expected: String?
  /// What was found instead.
  public var actual: String?

  public init(_ kind: Kind, _ message: String, expected: String? = nil, actual: String? = nil) {
    (self.kind, self.message, self.expected, self.actual) = (kind, message, expected, actual)
  }

  public var description: String { "\(kind.rawValue): \(message)" }
}
