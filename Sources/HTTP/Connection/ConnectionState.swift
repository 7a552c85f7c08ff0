// One side of one HTTP/1.1 connection: the server's. No bytes are read or written here; the caller shows the bytes that
// came and learns what they mean, shows the response and learns what to write and whether the connection goes on.
//
//   phase        bytes come                    response                  the peer ends its side
//   ─────        ──────────                    ────────                  ──────────────────────
//   head         parse; when whole: head       –  (only to a rejection)  nothing came: the end; else `incomplete`
//   body         decode: body … end            ends the connection       `incomplete`
//   answering    left where they are           head, or closed           nothing: the answer may still be read
//   closed       left where they are           –                         –
//
// House rules:
// - One request at a time. Behind a request that is not answered yet no byte is looked at; pipelined requests wait
//   with the caller, whose buffer is bounded because it stops reading.
// - A rejection is final: where a request is malformed, nobody knows where the next one begins, so the response to it
//   closes the connection, and no byte is looked at again.
// - A response that comes before its request is whole closes the connection for the same reason.

/// The state of one connection between a client and this server.
public struct ConnectionState: Sendable {
  public enum Event: Sendable {
    /// The input is used up, or the connection waits for a response.
    case needMore
    case head(RequestHead)
    /// Where in the input content of the body stands, without transfer coding.
    case body(Range<Int>)
    /// The request is whole.
    case end
  }

  public enum Phase: Equatable, Sendable {
    case head
    case body
    case answering
    case closed
  }

  public private(set) var phase = Phase.head
  private let limits: Limits
  private var parser: HeadParser
  private var known: KnownHead?
  private var framing = Framing.none
  private var chunks: ChunkedDecoder
  private var context = ResponseEncoder.Context()

  public init(limits: Limits) {
    self.limits = limits
    parser = HeadParser(limits: limits)
    chunks = ChunkedDecoder(limits: limits)
  }

  /// Whether nothing of a request has arrived that is not answered.
  public var isIdle: Bool { phase == .head && !parser.hasBegun }

  /// Reads `input` from `offset`, moves `offset` behind what was read, and says what was found. Call it again until it
  /// says `needMore`; what it has not read then, show it again after the response.
  public mutating func next(_ input: Span<UInt8>, from offset: inout Int) throws(Rejection) -> Event {
    do {
      switch phase {
      case .head: return try nextOfHead(input, &offset)
      case .body: return try nextOfBody(input, &offset)
      case .answering, .closed: return .needMore
      }
    } catch {
      reject()
      throw error
    }
  }

  /// The peer will send nothing more. Throws where this cuts a request.
  public mutating func endOfInput() throws(Rejection) {
    guard phase == .body || (phase == .head && parser.hasBegun) else { return }
    reject()
    throw .incomplete
  }

  /// The rest of the request did not come in time. Throws where one has begun.
  public mutating func timeOut() throws(Rejection) {
    guard phase == .body || (phase == .head && parser.hasBegun) else { return }
    reject()
    throw .timeout
  }

  /// Appends the interim response that the head's `expectsContinue` asks for.
  public func appendContinue(to output: inout [UInt8]) {
    output.append(contentsOf: ResponseEncoder.interimContinue)
  }

  /// The bytes with which every response begins, whatever it says.
  public static let responseStart = ResponseEncoder.version

  /// Appends the head of a response; whether the response's body follows it. The request counts as answered then:
  /// `phase` is `head` or `closed` afterwards.
  public mutating func append(_ response: Response, date: HTTPDate, to output: inout [UInt8]) -> Bool {
    context.persists = context.persists && phase == .answering && !response.closesConnection
    ResponseEncoder.append(response, context, date: date, to: &output)
    defer { finish() }
    return ResponseEncoder.sendsBody(response, context)
  }

  private mutating func nextOfHead(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) -> Event {
    guard let head = try head(input, &offset) else { return .needMore }
    context = ResponseEncoder.Context(
      isHead: head.method == .head, version: head.version, persists: head.persists)
    framing = head.framing
    phase = .body
    if framing == .chunked { chunks = ChunkedDecoder(limits: limits) }
    return .head(head)
  }

  private mutating func head(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) -> RequestHead? {
    if !parser.hasBegun, let head = known?.match(input, from: &offset) { return head }
    guard let head = try parser.parse(input, from: &offset) else { return nil }
    known = KnownHead(head)
    return head
  }

  private mutating func nextOfBody(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) -> Event {
    switch framing {
    case .none: return end()
    case .length(0): return end()
    case .length(let rest):
      // Here and not in the head, so that the head is known where the refusal is written.
      guard rest <= limits.body else { throw .bodyTooLarge }
      let data = offset..<offset + min(rest, input.count - offset)
      guard !data.isEmpty else { return .needMore }
      offset = data.upperBound
      framing = .length(rest - data.count)
      return .body(data)
    case .chunked:
      switch try chunks.next(input, from: &offset) {
      case nil: return .needMore
      case .data(let data): return .body(data)
      case .end: return end()
      }
    }
  }

  private mutating func end() -> Event {
    phase = .answering
    return .end
  }

  private mutating func reject() {
    if phase == .head { context = ResponseEncoder.Context(isHead: parser.isHead) }
    context.persists = false
    phase = .closed
  }

  private mutating func finish() {
    phase = context.persists ? .head : .closed
    parser = HeadParser(limits: limits)
    context = ResponseEncoder.Context()
  }
}
