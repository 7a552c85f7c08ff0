import CSimdJSON

/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
  public enum Reason: Sendable {
    case empty
    case badUTF8
    case controlCharacter
    case unclosedString
    case badEscape
    case loneSurrogate
    case badNumber
    case badLiteral
    case expectedValue
    case expectedKey
    case expectedColon
    case expectedCommaOrBracket
    case expectedCommaOrBrace
    case trailingContent
    case tooDeep
    case tooManyValues
    case tooLong
    case outOfMemory
  }

  public let reason: Reason
  /// Of the byte at fault, from 0; the length of the text where it ends too early.
  public let offset: Int
  /// From 1.
  public let line: Int
  /// From 1, in Unicode scalars.
  public let column: Int
  /// How much would have been taken, where the text is too deep or has too many values.
  public let limit: Int?

  init(_ reason: Reason, offset: Int, in bytes: [UInt8], limits: JSONDocument.Limits) {
    self.reason = reason
    limit = reason == .tooDeep ? limits.depth : reason == .tooManyValues ? limits.values : nil
    self.offset = min(offset, bytes.count)
    let before = bytes.prefix(offset)
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
  }

  /// Whether the text may well be JSON, but more of it than is taken.
  public var isLimit: Bool {
    switch reason {
    case .tooDeep, .tooManyValues, .tooLong, .outOfMemory: true
    default: false
    }
  }
}

extension JSONError: CustomStringConvertible {
  /// A sentence with the place: "expected a value at line 1, column 5".
  public var description: String { "\(phrase) at line \(line), column \(column)" }

  private var phrase: String {
    guard let limit else { return reason.phrase }
    return "more than \(limit) \(reason == .tooDeep ? "arrays and objects inside one another" : "values")"
  }
}

extension JSONError.Reason {
  var phrase: String {
    switch self {
    case .empty: "the text is empty; expected a JSON value"
    case .badUTF8: "the bytes are not valid UTF-8"
    case .controlCharacter: "a control character must be escaped in a string"
    case .unclosedString: "a string starts here and is never closed"
    case .badEscape: "unknown escape sequence"
    case .loneSurrogate: "a \\u escape is half of a surrogate pair"
    case .badNumber: "not a valid JSON number"
    case .badLiteral: "unknown word; expected true, false or null"
    case .expectedValue: "expected a value"
    case .expectedKey: "expected a key in double quotes"
    case .expectedColon: "expected ':' after the key"
    case .expectedCommaOrBracket: "expected ',' or ']'"
    case .expectedCommaOrBrace: "expected ',' or '}'"
    case .trailingContent: "expected the end of the text"
    case .tooDeep: "arrays and objects are nested too deeply"
    case .tooManyValues: "there are too many values"
    case .tooLong: "the text is too long"
    case .outOfMemory: "not enough memory for the text"
    }
  }

  init(_ fault: pf_json_fault) {
    self =
      switch fault {
      case PF_JSON_EMPTY: .empty
      case PF_JSON_BAD_UTF8: .badUTF8
      case PF_JSON_CONTROL_CHARACTER: .controlCharacter
      case PF_JSON_UNCLOSED_STRING: .unclosedString
      case PF_JSON_BAD_ESCAPE: .badEscape
      case PF_JSON_LONE_SURROGATE: .loneSurrogate
      case PF_JSON_BAD_NUMBER: .badNumber
      case PF_JSON_BAD_LITERAL: .badLiteral
      case PF_JSON_EXPECTED_VALUE: .expectedValue
      case PF_JSON_EXPECTED_KEY: .expectedKey
      case PF_JSON_EXPECTED_COLON: .expectedColon
      case PF_JSON_EXPECTED_COMMA_OR_BRACKET: .expectedCommaOrBracket
      case PF_JSON_EXPECTED_COMMA_OR_BRACE: .expectedCommaOrBrace
      case PF_JSON_TRAILING_CONTENT: .trailingContent
      case PF_JSON_TOO_DEEP: .tooDeep
      case PF_JSON_TOO_MANY_VALUES: .tooManyValues
      case PF_JSON_TOO_LONG: .tooLong
      default: .outOfMemory
      }
  }
}
