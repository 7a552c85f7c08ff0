// The five fields that decide where a request ends and what becomes of the connection. They are looked at line by line
// as the head arrives, and judged together when it is whole.

/// What the fields of a head say about framing and the connection.
struct ControlFields {
  private var hosts = 0
  private var contentLength: Int?
  private var transferCodings: TransferCodings?
  private var closes = false
  private var keepsAlive = false
  private var expectation: Expectation?

  private enum Expectation {
    case `continue`
    case other
  }

  /// Looks at one field line; most are none of the five, which their length tells.
  mutating func note(_ line: FieldLine, in bytes: Span<UInt8>) throws(Rejection) {
    switch line.name.count {
    case 4 where bytes.equals(line.name, "host"): try noteHost(bytes, line.value)
    case 6 where bytes.equals(line.name, "expect"): noteExpectation(bytes, line.value)
    case 10 where bytes.equals(line.name, "connection"): noteConnection(bytes, line.value)
    case 14 where bytes.equals(line.name, "content-length"): try noteContentLength(bytes, line.value)
    case 17 where bytes.equals(line.name, "transfer-encoding"):
      transferCodings = TransferCodings(bytes, line.value, after: transferCodings)
    default: break
    }
  }

  private mutating func noteHost(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Rejection) {
    hosts += 1
    guard hosts == 1 else { throw .repeatedHost }
    guard Authority(bytes, value) != nil else { throw .host }
  }

  private mutating func noteExpectation(_ bytes: Span<UInt8>, _ value: Range<Int>) {
    bytes.forEachElement(in: value) { member in
      guard !member.isEmpty else { return }
      let isContinue = bytes.equals(member, "100-continue") && expectation != .other
      expectation = isContinue ? .continue : .other
    }
  }

  private mutating func noteConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
    bytes.forEachElement(in: value) { option in
      closes = closes || bytes.equals(option, "close")
      keepsAlive = keepsAlive || bytes.equals(option, "keep-alive")
    }
  }

  private mutating func noteContentLength(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Rejection) {
    guard contentLength == nil else { throw .repeatedContentLength }
    guard let length = bytes.decimal(value) else { throw .contentLength }
    contentLength = length
  }

  /// The head that `line` and `fields` make, or why it is none.
  func head(_ line: RequestLine, _ fields: Fields, limits: Limits) throws(Rejection) -> RequestHead {
    guard hosts == 1 || line.version == .http10 else { throw .missingHost }
    let framing = try framing(line.version)
    guard line.method != .connect else { throw .tunnel }
    guard expectation != .other || line.version == .http10 else { throw .expectation }
    return RequestHead(
      method: line.method, target: line.target, version: line.version, fields: fields, framing: framing,
      persists: !closes && (keepsAlive || line.version == .http11),
      expectsContinue: expectation == .continue && line.version == .http11 && (contentLength ?? 0) <= limits.body)
  }

  /// RFC 9112 section 6.3, with every ambiguity refused that it allows to refuse.
  private func framing(_ version: Version) throws(Rejection) -> Framing {
    if let transferCodings {
      guard version == .http11 else { throw .transferEncodingInHTTP10 }
      guard contentLength == nil else { throw .twoLengths }
      try transferCodings.check()
      return .chunked
    }
    guard let contentLength else { return .none }
    return contentLength == 0 ? .none : .length(contentLength)
  }
}
