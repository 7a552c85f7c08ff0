/// A definition or a tensor that cannot be accepted: what is wrong, where it stands, and what would be right.
///
/// The fields are those of `error.data` on the wire; `kind.rawValue` is its `type`.
public struct SpecError: Error, Hashable, Sendable {
  /// The wire's error types that this module reports.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case missing
    case invalidValue = "invalid_value"
    case unknownParameter = "unknown_parameter"
    case unknownName = "unknown_name"
    case duplicateName = "duplicate_name"
    case duplicatePrimal = "duplicate_primal"
    case duplicateKey = "duplicate_key"
    case cycle
    case shapeMismatch = "shape_mismatch"
    case dtypeMismatch = "dtype_mismatch"
    case structureMismatch = "structure_mismatch"
    case operandCount = "operand_count"
    case badAttribute = "bad_attribute"
    case indexOutOfRange = "index_out_of_range"
    case notScalar = "not_scalar"
    case notDifferentiable = "not_differentiable"
    case raggedTensor = "ragged_tensor"
    case badNumber = "bad_number"
    case unknownOperation = "unknown_operation"
    case unknownLayer = "unknown_layer"
    case unknownActivation = "unknown_activation"
    case unknownLoss = "unknown_loss"
    case syntaxError = "syntax_error"
    case limitExceeded = "limit_exceeded"
  }

  public var kind: Kind
  /// The JSON path of the offending place, such as `params.model.layers[1].kernel`.
  public var path: String
  /// One sentence for a person; several lines where it shows the place in an expression.
  public var message: String
  /// What would have been accepted.
  public var expected: String?
  /// What was found.
  public var actual: String?
  /// The nearest valid name.
  public var suggestion: String?
  /// The place inside the text of an expression.
  public var location: SourceLocation?

  public init(
    _ kind: Kind, at path: String, _ message: String, expected: String? = nil, actual: String? = nil,
    suggestion: String? = nil, location: SourceLocation? = nil
  ) {
    self.kind = kind
    self.path = path
    self.message = message
    self.expected = expected
    self.actual = actual
    self.suggestion = suggestion
    self.location = location
  }
}

extension SpecError {
  /// An error about a name that does not exist, with the nearest one that does.
  ///
  /// - Parameter what: the sentence's subject, such as `unknown layer type`.
  public static func unknown(
    _ kind: Kind, _ what: String, _ name: String, at path: String, among candidates: some Sequence<String>,
    expected: String? = nil
  ) -> SpecError {
    let nearest = nearestName(to: name, among: candidates)
    return SpecError(
      kind, at: path, "\(what) \(quoted(name))" + didYouMean(nearest), expected: expected, actual: abbreviated(name),
      suggestion: nearest)
  }
}

/// `; did you mean "kernel"?`, or nothing where no name is near.
func didYouMean(_ nearest: String?) -> String {
  nearest.map { "; did you mean \(quoted($0))?" } ?? ""
}

/// A name from a request as it appears in messages: in double quotes, shortened when it is absurdly long.
package func quoted(_ name: String) -> String {
  "\"\(abbreviated(name))\""
}

/// At most 80 characters of a text: a message must not echo megabytes.
func abbreviated(_ text: String) -> String {
  text.unicodeScalars.count <= 80 ? text : String(text.prefix(77)) + "…"
}
