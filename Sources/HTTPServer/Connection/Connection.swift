// What a connection does is always the first of these that applies, and it does one after the other until none does or
// its turn is over:
//
//   1. lingering: read and drop
//   2. unsent output: send it
//   3. everything is sent and the protocol is closed: shut the sending side and linger
//   4. a request is with the handler: nothing; its answer will come
//   5. bytes wait that came behind an earlier request: read the next request from them
//   6. the socket may have bytes: receive
//
// Reading stops at 2 and at 4, so a client that sends without reading costs one read buffer and one response.

import HTTP

/// One client's connection. It lives on its loop's queue and nowhere else.
final class Connection {
  let token: ConnectionTable.Token
  var transport: Transport
  /// Which has the connection in its table until that is closed, as every one is in the end.
  let loop: EventLoop
  var state: ConnectionState
  /// Bytes behind a request that is not answered, from `pendingStart` on.
  var pending: [UInt8] = []
  var pendingStart = 0
  var head: RequestHead?
  var body: BodyBuffer
  var exchange: ServerExchange?
  /// What the request's body has taken of the budget.
  var bodyCharge = 0
  /// What the response's body has taken of the budget.
  var responseCharge = 0
  /// The answer to a request whose body is read and dropped, to be given when that has come to its end.
  var refusal: Response?
  var output = Output()
  var pace: Pace
  var lastActivity = Activity.idle
  var isReadable = false
  /// The peer has shut its side: an end is to be read behind its last bytes.
  var endFollows = false
  /// That end has been read.
  var peerEnded = false
  var isLingering = false
  /// How many bytes of the response that is to come have been sent to see whether the peer is gone.
  var probed = 0
  var isClosed = false

  /// How many requests or reads make a turn; then the other connections have theirs.
  private static let stepsPerTurn = 32
  /// Up to this size a body is copied behind its head, and both are sent in one call.
  static let smallBody = 16 * 1024

  init(_ token: ConnectionTable.Token, _ transport: Transport, on loop: EventLoop) {
    self.token = token
    self.transport = transport
    self.loop = loop
    state = ConnectionState(limits: loop.limits)
    body = BodyBuffer()
    pace = Pace(start: loop.now)
  }

  var activity: Activity {
    if isLingering { return .lingering }
    if !output.isEmpty { return .writing }
    switch state.phase {
    case .head: return state.isIdle ? (transport.isHandshaking ? .handshake : .idle) : .head
    case .body: return .body
    case .answering: return .answering
    case .closed: return .lingering
    }
  }
}

// MARK: - Events

extension Connection {
  func ready(_ readiness: Readiness) {
    guard readiness.isDisjoint(with: .failed) else { return abort() }
    // Over TLS, receiving may have waited for the socket to take bytes.
    if !readiness.isDisjoint(with: [.readable, .peerEnded]) || transport.isSecure { isReadable = true }
    if readiness.contains(.peerEnded), !endFollows {
      endFollows = true
      probeIfEnded()
    }
    advance()
  }

  /// The answer to the request that is with the handler. One that comes from an older exchange is dropped.
  func answer(_ response: Response, from sender: ServerExchange) {
    guard exchange === sender else { return }
    answer(response)
    advance()
  }

  /// Ends at once, without a word but those that are to be sent already.
  func abort() {
    loop.responses.send()
    guard !isClosed else { return }
    isClosed = true
    exchange?.cancel()
    exchange = nil
    releaseBody()
    releaseResponse()
    transport.close()
    loop.remove(self)
  }

  /// Closes unless a request is under way, or has arrived and waits to be read.
  func closeIfIdle() {
    guard activity == .idle else { return }
    isReadable = true
    advance()
    if activity == .idle { abort() }
  }

  func advance() {
    for _ in 0..<Connection.stepsPerTurn where !step() {
      noteActivity()
      return
    }
    noteActivity()
    loop.async { [token] in $0.connection(token)?.advance() }
  }

  /// Does the first thing of the list above; whether there may be another.
  private func step() -> Bool {
    if isClosed { return false }
    if isLingering { return receive() }
    if !output.isEmpty { return flush() }
    switch state.phase {
    case .closed: return linger()
    case .answering: return false
    case .head, .body: return pending.isEmpty ? receive() : readPending()
    }
  }
}
