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
  private let transport: Transport
  private unowned let loop: EventLoop
  private var state: ConnectionState
  /// Bytes behind a request that is not answered, from `pendingStart` on.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var head: RequestHead?
  private var body: BodyBuffer
  private var exchange: ServerExchange?
  private var output = Output()
  private var pace: Pace
  private var lastActivity = Activity.idle
  private var isReadable = false
  /// The peer has shut its side: an end is to be read behind its last bytes.
  private var endFollows = false
  /// That end has been read.
  private var peerEnded = false
  private var isLingering = false
  private var isClosed = false

  /// How many requests or reads make a turn; then the other connections have theirs.
  private static let stepsPerTurn = 32
  /// Up to this size a body is copied behind its head, and both are sent in one call.
  private static let smallBody = 16 * 1024

  init(_ token: ConnectionTable.Token, _ transport: Transport, on loop: EventLoop) {
    self.token = token
    self.transport = transport
    self.loop = loop
    state = ConnectionState(limits: loop.limits)
    body = BodyBuffer(framing: .none)
    pace = Pace(start: loop.now)
  }

  var activity: Activity {
    if isLingering { return .lingering }
    if !output.isEmpty { return .writing }
    switch state.phase {
    case .head: return state.isIdle ? .idle : .head
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
    if !readiness.isDisjoint(with: [.readable, .peerEnded]) { isReadable = true }
    if readiness.contains(.peerEnded) {
      endFollows = true
      exchange?.cancel()
    }
    advance()
  }

  /// The answer to the request that is with the handler. One that comes from an older exchange is dropped.
  func answer(_ response: Response, from sender: ServerExchange) {
    guard exchange === sender else { return }
    answer(response)
    advance()
  }

  /// Ends at once, without a word.
  func abort() {
    guard !isClosed else { return }
    isClosed = true
    exchange?.cancel()
    exchange = nil
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

  private func advance() {
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

// MARK: - Reading

extension Connection {
  private func receive() -> Bool {
    guard isReadable else { return false }
    switch transport.receive(into: loop.readBuffer) {
    case .moved(let count, let more):
      isReadable = more || endFollows
      received(UnsafeRawBufferPointer(rebasing: loop.readBuffer.prefix(count)))
      return true
    case .blocked:
      isReadable = false
      return false
    case .ended: return ended()
    case .failed:
      abort()
      return false
    }
  }

  private func received(_ buffer: UnsafeRawBufferPointer) {
    pace.move(buffer.count)
    guard !isLingering else { return }
    let bytes = buffer.bindMemory(to: UInt8.self)
    let consumed = read(bytes.span)
    guard consumed < bytes.count else { return }
    pending = Array(bytes.dropFirst(consumed))
    pendingStart = 0
  }

  private func readPending() -> Bool {
    let bytes = pending
    pendingStart += read(bytes.span.extracting(pendingStart..<bytes.count))
    guard pendingStart >= bytes.count else { return true }
    pending = []
    pendingStart = 0
    return true
  }

  /// Reads at most to the end of one request; how many bytes that took.
  private func read(_ input: Span<UInt8>) -> Int {
    var offset = 0
    do throws(Rejection) {
      while true {
        switch try state.next(input, from: &offset) {
        case .needMore: return offset
        case .head(let head): begin(head, bytesFollow: offset < input.count)
        case .body(let range): body.append(input, range)
        case .end:
          dispatch()
          return offset
        }
      }
    } catch {
      reject(error)
      return input.count
    }
  }

  private func ended() -> Bool {
    isReadable = false
    peerEnded = true
    do throws(Rejection) {
      try state.endOfInput()
      if isLingering || state.phase == .head { abort() }
      return false
    } catch {
      reject(error)
      return true
    }
  }

  private func begin(_ head: RequestHead, bytesFollow: Bool) {
    body = BodyBuffer(framing: head.framing)
    self.head = head
    guard head.framing != .none else { return }
    pace = Pace(start: loop.now)
    guard head.expectsContinue, !bytesFollow else { return }
    var interim: [UInt8] = []
    state.appendContinue(to: &interim)
    output.append(interim[...])
    _ = flush()
  }
}

// MARK: - Answering

extension Connection {
  private func dispatch() {
    guard let head = head.take() else { return }
    let request = Request(
      method: head.method, target: head.target, version: head.version, fields: head.fields, body: body.finish())
    body = BodyBuffer(framing: .none)
    let exchange = ServerExchange(loop: loop, token: token)
    self.exchange = exchange
    loop.handler.handle(request, exchange)
    if let response = exchange.takeAnswer() { answer(response) }
  }

  private func reject(_ rejection: Rejection) {
    head = nil
    body = BodyBuffer(framing: .none)
    loop.counters.rejected(rejection.reason)
    answer(loop.handler.response(to: rejection))
  }

  private func answer(_ response: Response) {
    exchange = nil
    var response = response
    if loop.isDraining || peerEnded { response.closesConnection = true }
    loop.writeBuffer.removeAll(keepingCapacity: true)
    var rest: [UInt8] = []
    if state.append(response, date: loop.date, to: &loop.writeBuffer) {
      if response.body.count <= Connection.smallBody {
        loop.writeBuffer += response.body
      } else {
        rest = response.body
      }
    }
    pace = Pace(start: loop.now)
    send(loop.writeBuffer, rest)
  }

  /// Sends the encoded bytes, then `rest`; what the peer does not take at once is kept.
  private func send(_ bytes: [UInt8], _ rest: [UInt8]) {
    var sent = 0
    if output.isEmpty {
      let result = bytes.withUnsafeBytes { transport.send($0, more: !rest.isEmpty) }
      if case .moved(let count, _) = result { sent = count }
      if result == .failed { return abort() }
    }
    if sent < bytes.count { output.append(bytes[sent...]) }
    if !rest.isEmpty { output.append(body: rest) }
  }

  private func flush() -> Bool {
    let result = output.send(over: transport) { pace.move($0) }
    if result == .failed { abort() }
    return output.isEmpty
  }

  /// Everything is sent: tells the peer so, and waits for it to close, since bytes that came unread would make the
  /// kernel throw the response away (RFC 9112 section 9.6).
  private func linger() -> Bool {
    pending = []
    guard !peerEnded else {
      abort()
      return false
    }
    transport.finishSending()
    isLingering = true
    isReadable = true
    return true
  }
}

// MARK: - Time

extension Connection {
  func checkDeadline() {
    let timeouts = loop.timeouts
    switch activity {
    case .idle: if pace.lasts(longerThan: timeouts.idle, at: loop.now) { abort() }
    case .head: if pace.lasts(longerThan: timeouts.head, at: loop.now) { timeOut() }
    case .body: if isSenderLate(timeouts, grace: timeouts.rateGrace) { timeOut() }
    case .answering: answerIfLost()
    case .writing: if isReaderLate(timeouts) { abort() }
    case .lingering: if isSenderLate(timeouts, grace: timeouts.linger) { abort() }
    }
  }

  private func isSenderLate(_ timeouts: Timeouts, grace: Duration) -> Bool {
    pace.lasts(longerThan: timeouts.body, at: loop.now)
      || pace.isSlower(than: timeouts.rate, after: grace, at: loop.now)
  }

  private func isReaderLate(_ timeouts: Timeouts) -> Bool {
    pace.isSlower(than: timeouts.rate, after: timeouts.write, at: loop.now)
  }

  private func timeOut() {
    do throws(Rejection) {
      try state.timeOut()
    } catch {
      reject(error)
      advance()
    }
  }

  /// A handler that lets go of its exchange without an answer has a defect; the client gets one all the same.
  private func answerIfLost() {
    guard isKnownUniquelyReferenced(&exchange), exchange?.isWaiting == true else { return }
    answer(Response(.internalServerError, text: "The request was lost.\n"))
    advance()
  }

  /// Each new activity has its own clock.
  private func noteActivity() {
    let activity = activity
    guard activity != lastActivity else { return }
    lastActivity = activity
    pace = Pace(start: loop.now)
  }
}
