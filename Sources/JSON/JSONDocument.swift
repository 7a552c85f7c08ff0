import CSimdJSON

/// A JSON text (RFC 8259) and the places of the values in it.
///
/// A document owns the bytes it was parsed from. Nothing is converted while parsing: numbers and strings stay text until
/// somebody asks for them, and an array of numbers is a single entry of the tape, so that a tensor of a million weights
/// costs no more than one of two. The whole text is checked at once all the same: what parses is valid to the last byte.
public final class JSONDocument: Sendable {
  /// What a text may ask for at most. The tape takes 20 bytes for each value outside of rows of numbers.
  public struct Limits: Sendable {
    /// Containers inside one another.
    public var depth: Int
    /// Values in the text; a row of numbers is one.
    public var values: Int

    public init(depth: Int = 128, values: Int = 4_000_000) {
      self.depth = depth
      self.values = values
    }
  }

  /// The text, as it was given.
  public let bytes: [UInt8]
  let nodes: [pf_json_node]

  /// Checks that `bytes` are one JSON text and finds its values. Linear in the bytes.
  ///
  /// Duplicate keys are no error here (RFC 8259 section 4 leaves them to the reader): see ``firstDuplicateKey``. A
  /// number of any size is valid; whether it fits a type is found when it is read.
  public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
    let result = bytes.withUnsafeBufferPointer { text in
      pf_json_parse(text.baseAddress, text.count, max(limits.depth, 0), max(limits.values, 0))
    }
    defer { pf_json_tape_free(result.tape) }
    guard result.fault == PF_JSON_VALID else {
      throw JSONError(JSONError.Reason(result.fault), offset: result.offset, in: bytes, limits: limits)
    }
    self.bytes = bytes
    self.nodes = Array(UnsafeBufferPointer(start: result.nodes, count: result.count))
  }

  /// The value that is the text.
  public var root: JSONValue { JSONValue(document: self, index: 0, root: 0, node: nodes[0]) }

  /// The first key, in the order of the text, that an earlier member of its object has too.
  ///
  /// Keys are compared as Swift compares strings, after unescaping and by canonical equivalence: two keys that look the
  /// same are the same, and keys that passed can be the keys of a `Dictionary`. Linear in the values.
  public var firstDuplicateKey: JSONValue? { root.firstDuplicateKey }
}
