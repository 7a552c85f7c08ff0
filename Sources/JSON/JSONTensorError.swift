import CSimdJSON

/// Why a value is no tensor, or not one of the type asked for, and where.
public struct JSONTensorError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// An array of `actual` elements where the first array of the level has `expected`.
    case ragged(expected: Int, actual: Int)
    /// A scalar where the first element of the level is an array of `expected` elements.
    case expectedArray(expected: Int)
    /// An array where the first element of the level is a scalar.
    case expectedScalar
    /// Neither a number nor one of the three strings for numbers that are not finite.
    case notNumber
    /// Not `true` or `false`, among booleans or where they are asked for.
    case notBoolean
    /// Beyond the range of the floating type.
    case overflow
    /// A fraction, for an integer type.
    case notIntegral
    /// Beyond the range of the integer type.
    case outOfRange
    /// A NaN or an infinity, for an integer type.
    case notFinite
    /// More dimensions than tensors have.
    case tooManyDimensions
    /// More elements than there is room for.
    case tooManyElements
  }

  public let reason: Reason
  /// To the value at fault.
  public let path: JSONPath
  /// The value at fault as it is written, cut after 40 bytes.
  public let text: String

  init(_ result: pf_json_read_result, in value: JSONValue) {
    reason = Reason(result)
    path = value.path(toByte: result.offset)
    text = value.document.excerpt(at: result.offset)
  }
}

extension JSONTensorError: CustomStringConvertible {
  public var description: String {
    switch reason {
    case .ragged(let expected, let actual):
      "ragged tensor: expected \(expected) elements as in the first array of this level, got \(actual)"
    case .expectedArray(let expected):
      "ragged tensor: expected an array of \(expected) elements as the first of this level, got \(text)"
    case .expectedScalar: "ragged tensor: expected a number as the first of this level, got an array"
    case .notNumber: "expected a number, got \(text)"
    case .notBoolean: "expected true or false, got \(text)"
    case .overflow: "the number \(text) is beyond the range of the type"
    case .notIntegral: "expected an integer, got \(text)"
    case .outOfRange: "the integer \(text) is beyond the range of the type"
    case .notFinite: "expected an integer, got \(text)"
    case .tooManyDimensions: "more than \(PF_JSON_MAXIMUM_RANK) dimensions"
    case .tooManyElements: "more elements than expected"
    }
  }
}

extension JSONTensorError.Reason {
  fileprivate init(_ result: pf_json_read_result) {
    self =
      switch result.status {
      case PF_JSON_RAGGED: .ragged(expected: result.expected, actual: result.actual)
      case PF_JSON_EXPECTED_ARRAY: .expectedArray(expected: result.expected)
      case PF_JSON_EXPECTED_SCALAR: .expectedScalar
      case PF_JSON_NOT_A_BOOLEAN: .notBoolean
      case PF_JSON_OVERFLOW: .overflow
      case PF_JSON_NOT_INTEGRAL: .notIntegral
      case PF_JSON_OUT_OF_RANGE: .outOfRange
      case PF_JSON_NOT_FINITE: .notFinite
      case PF_JSON_TOO_MANY_DIMENSIONS: .tooManyDimensions
      case PF_JSON_TOO_MANY_ELEMENTS: .tooManyElements
      default: .notNumber
      }
  }
}

extension JSONDocument {
  /// The start of the value at `offset`: of a scalar its token, of a container no more than fits.
  fileprivate func excerpt(at offset: Int) -> String {
    let start = bytes[min(offset, bytes.count)...].prefix(40)
    let isString = start.first == UInt8(ascii: "\"")
    let end = start.dropFirst().firstIndex { isString ? $0 == UInt8(ascii: "\"") : ",]} \n\r\t".utf8.contains($0) }
    guard let end else { return String(decoding: start, as: UTF8.self) + (start.count == 40 ? "…" : "") }
    return String(decoding: isString ? start[...end] : start[..<end], as: UTF8.self)
  }
}
