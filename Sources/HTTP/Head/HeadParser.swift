// A head is parsed line by line as it arrives. Each line is copied once, behind the ones before it, and judged at once;
// the copy becomes the storage of the request's fields. A request is refused at the first byte that makes it invalid,
// not when its head is whole.

/// Parses the head of one request from pieces of any size.
struct HeadParser {
  private let limits: Limits
  private var reader = LineReader()
  private var bytes: [UInt8] = []
  private var lineStart = 0
  private var requestLine: RequestLine?
  private var index: [Fields.Entry] = []
  private var control = ControlFields()

  init(limits: Limits) {
    self.limits = limits
  }

  /// Whether a part of a head has arrived. Empty lines before a request are no part of it (RFC 9112 section 2.2).
  var hasBegun: Bool { !bytes.isEmpty }

  /// Whether what has arrived asks for a response without its body, even where its request line is malformed.
  var isHead: Bool { bytes.starts(with: "HEAD ".utf8) }

  /// Reads `input` from `offset`, moves `offset` behind what was read, and gives the head when it is whole.
  mutating func parse(_ input: Span<UInt8>, from offset: inout Int) throws(Rejection) -> RequestHead? {
    if bytes.isEmpty { reserve(input.count - offset) }
    while offset < input.count {
      let window = LineReader.window(in: input, from: offset, room: room)
      let end = try reader.lineEnd(in: input, window)
      bytes.append(input, offset..<(end ?? window.upperBound))
      offset = end ?? window.upperBound
      try checkSize(lineIsWhole: end != nil)
      if end != nil, let head = try takeLine() { return head }
    }
    return nil
  }

  /// Makes room at once for the usual case, a head that lies whole in the first input.
  private mutating func reserve(_ available: Int) {
    bytes.reserveCapacity(min(available, 1024))
    index.reserveCapacity(12)
  }

  /// How many bytes may come before a limit is reached.
  private var room: Int {
    (requestLine == nil ? min(limits.requestLine, limits.head) : limits.head) - bytes.count
  }

  private func checkSize(lineIsWhole: Bool) throws(Rejection) {
    let size = bytes.count - reader.terminatorSize(lineIsWhole: lineIsWhole)
    if requestLine == nil, size > limits.requestLine {
      throw bytes.prefix(limits.method + 1).contains(.space) ? .targetTooLong : .methodTooLong
    }
    guard bytes.count <= limits.head else { throw .headTooLarge }
  }

  /// Judges the line that now ends `bytes`; the empty one ends the head.
  private mutating func takeLine() throws(Rejection) -> RequestHead? {
    let line = lineStart..<bytes.count - 2
    guard let requestLine else {
      try takeRequestLine(line)
      return nil
    }
    lineStart = bytes.count
    guard !line.isEmpty else {
      return try control.head(requestLine, Fields(bytes: bytes, index: index), limits: limits)
    }
    try takeField(line)
    return nil
  }

  private mutating func takeRequestLine(_ line: Range<Int>) throws(Rejection) {
    guard !line.isEmpty else {
      bytes.removeAll(keepingCapacity: true)
      return
    }
    requestLine = try RequestLine(bytes.span.extracting(line), limits: limits)
    lineStart = bytes.count
  }

  private mutating func takeField(_ range: Range<Int>) throws(Rejection) {
    guard index.count < limits.fields else { throw .tooManyFields }
    let bytes = bytes
    let line = try FieldLine(bytes.span, range, isFirst: index.isEmpty)
    try control.note(line, in: bytes.span)
    index.append(Fields.Entry(line))
  }
}

extension Fields.Entry {
  fileprivate init(_ line: FieldLine) {
    name = Int32(clamping: line.name.lowerBound)..<Int32(clamping: line.name.upperBound)
    value = Int32(clamping: line.value.lowerBound)..<Int32(clamping: line.value.upperBound)
  }
}
