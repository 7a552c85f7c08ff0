import CSimdJSON

/// A value in a ``JSONDocument``: a view, cheap to copy, that keeps the document alive.
public struct JSONValue: Sendable {
  public enum Kind: String, Sendable {
    case null, boolean, number, string, array, object
  }

  public let document: JSONDocument
  /// Of the value's node, or of the row that the number is an element of.
  let index: Int
  /// Of the value that paths start at.
  let root: Int
  let node: pf_json_node

  public var kind: Kind {
    switch pf_json_kind(node.kind) {
    case PF_JSON_NULL: .null
    case PF_JSON_FALSE, PF_JSON_TRUE: .boolean
    case PF_JSON_NUMBER: .number
    case PF_JSON_STRING: .string
    case PF_JSON_OBJECT: .object
    default: .array
    }
  }

  /// Where the value stands in the bytes of the document.
  public var range: Range<Int> { Int(node.begin)..<Int(node.end) }

  /// The bytes of the value, as they were written: of a number, its token; of a string, with quotes and escapes.
  public var rawText: ArraySlice<UInt8> { document.bytes[range] }

  /// The same value as the start of paths: the ``path`` of what is in it no longer says how it was reached.
  public var asRoot: JSONValue { JSONValue(document: document, index: index, root: index, node: node) }

  public var isNull: Bool { kind == .null }

  /// The boolean, or nil where the value is none.
  public var bool: Bool? {
    switch pf_json_kind(node.kind) {
    case PF_JSON_TRUE: true
    case PF_JSON_FALSE: false
    default: nil
    }
  }

  /// The number nearest to the value, or nil where it is none. An infinity says that the number was beyond the range of
  /// `Double`: JSON has no infinities. What is too small for the range is a zero of its sign.
  public var double: Double? {
    guard kind == .number else { return nil }
    var number = 0.0
    let status = read(into: &number)
    guard status == PF_JSON_OVERFLOW else { return number }
    return document.bytes[range.lowerBound] == UInt8(ascii: "-") ? -.infinity : .infinity
  }

  /// The integer that the value is exactly, or nil. As in JSON Schema, how a number is written does not matter: `2.0`
  /// and `2e0` are 2; `2.5`, and what does not fit 64 bits, is no integer.
  public var int64: Int64? {
    guard kind == .number else { return nil }
    var number: Int64 = 0
    return read(into: &number) == PF_JSON_OK ? number : nil
  }

  private func read<Number: JSONScalar>(into number: inout Number) -> pf_json_status {
    document.bytes.withUnsafeBufferPointer { bytes in
      guard let text = bytes.baseAddress else { return PF_JSON_NOT_A_NUMBER }
      return pf_json_read_number(text + range.lowerBound, range.count, Number.jsonType.code, &number)
    }
  }
}
