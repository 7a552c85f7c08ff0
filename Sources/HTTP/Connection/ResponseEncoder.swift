// The engine writes the framing of a response itself: a handler cannot make a response that a client reads as two. Its
// fields of the names below are left out, and a CR, LF or NUL in a field becomes a space.

/// Writes heads of responses (RFC 9112 section 4).
struct ResponseEncoder {
  /// What the request asks of its response.
  struct Context: Equatable {
    var isHead = false
    var version = Version.http11
    var persists = false
  }

  static let version = Array("HTTP/1.1 ".utf8)
  static let interimContinue = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Appends the head of `response` up to its empty line.
  static func append(
    _ response: Response, _ context: Context, date: HTTPDate, to output: inout [UInt8]
  ) {
    output.append(contentsOf: response.status.line)
    append(response.fields, to: &output)
    output.append("Date: ")
    output.append(contentsOf: date.bytes)
    appendFraming(response, to: &output)
    if !context.persists {
      output.append("\r\nConnection: close")
    } else if context.version == .http10 {
      output.append("\r\nConnection: keep-alive")
    }
    output.append("\r\n\r\n")
  }

  /// Whether the body follows the head.
  static func sendsBody(_ response: Response, _ context: Context) -> Bool {
    !context.isHead && !response.status.forbidsBody
  }

  private static func appendFraming(_ response: Response, to output: inout [UInt8]) {
    guard !response.status.forbidsBody else { return }
    output.append("\r\nContent-Length: ")
    output.append(decimal: response.body.count)
  }

  private static func append(_ fields: Fields, to output: inout [UInt8]) {
    // The three bytes that end lines are among the least ones: nearly always one look at all fields says that there are none.
    let mayBreak = fields.leastByte <= .carriageReturn
    for field in fields where !isOurs(field.name) {
      append(field.name, mayBreak, to: &output)
      output.append(": ")
      append(field.value, mayBreak, to: &output)
      output.append("\r\n")
    }
  }

  /// - Parameter mayBreak: whether a byte may stand in the text that must not.
  private static func append(_ text: ArraySlice<UInt8>, _ mayBreak: Bool, to output: inout [UInt8]) {
    if mayBreak {
      output.append(contentsOf: text.lazy.map { endsLine($0) ? .space : $0 })
    } else {
      output.append(contentsOf: text)
    }
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == .carriageReturn || byte == .lineFeed || byte == 0
  }

  private static func isOurs(_ name: ArraySlice<UInt8>) -> Bool {
    switch name.count {
    case 4: name.equalsIgnoringCase("date")
    case 10: name.equalsIgnoringCase("connection")
    case 14: name.equalsIgnoringCase("content-length")
    case 17: name.equalsIgnoringCase("transfer-encoding")
    default: false
    }
  }
}
