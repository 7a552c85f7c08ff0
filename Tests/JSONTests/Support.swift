import JSON

extension JSONDocument {
  convenience init(_ text: String, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}

/// The value that a text is.
func parse(_ text: String) throws -> JSONValue { try JSONDocument(text).root }

/// The text that is written.
func written(_ write: (inout JSONWriter) throws -> Void) rethrows -> String {
  var writer = JSONWriter()
  try write(&writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

/// Bytes that are no valid UTF-8 can stand in a table as `\u{E0..}` cannot; Latin-1 scalars stand for them.
func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
