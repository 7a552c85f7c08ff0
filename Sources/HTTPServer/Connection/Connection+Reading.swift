import HTTP

extension Connection {
  func receive() -> Bool {
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
    case .failed: return failed()
    }
  }

  private func failed() -> Bool {
    guard case .secure(let session) = transport, !isLingering else {
      abort()
      return false
    }
    // The peer has been sent an alert, which it should be able to read.
    guard session.isSpokenToPlainly else { return linger() }
    transport = .plain(session.socket)
    reject(.plainRequest)
    return true
  }

  private func received(_ buffer: UnsafeRawBufferPointer) {
    pace.move(buffer.count, at: loop.now)
    guard !isLingering else { return }
    let bytes = buffer.bindMemory(to: UInt8.self)
    let consumed = read(bytes.span)
    guard consumed < bytes.count else { return }
    pending = Array(bytes.dropFirst(consumed))
    pendingStart = 0
  }

  func readPending() -> Bool {
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
      while !isClosed {
        switch try state.next(input, from: &offset) {
        case .needMore: return offset
        case .head(let head): try begin(head, bytesFollow: offset < input.count)
        case .body(let range): try append(input, range)
        case .end:
          try dispatch()
          return offset
        }
      }
    } catch {
      reject(error)
    }
    return input.count
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

  private func append(_ input: Span<UInt8>, _ range: Range<Int>) throws(Rejection) {
    guard refusal == nil else { return }
    try body.append(input, range, through: loop.scratch)
    let growth = body.count - bodyCharge
    guard growth > 0 else { return }
    guard loop.counters.bodies.take(growth) else { return refuseBody() }
    bodyCharge += growth
  }

  /// A body that is well-formed and finds no room is read to its end all the same, so that the connection stays open for
  /// another attempt.
  private func refuseBody() {
    let rejection = Rejection.bodiesTooLarge
    loop.counters.rejected(rejection.reason)
    refusal = loop.handler.response(to: rejection, of: head)
    body = BodyBuffer()
    releaseBody()
  }

  func releaseBody() {
    guard bodyCharge > 0 else { return }
    loop.counters.bodies.give(bodyCharge)
    bodyCharge = 0
  }

  private func begin(_ head: RequestHead, bytesFollow: Bool) throws(Rejection) {
    self.head = head
    guard head.framing != .none else { return }
    body = try BodyBuffer(head, limit: loop.limits.body)
    pace = Pace(start: loop.now)
    if case .length = head.framing { refusal = loop.handler.refusal(of: head) }
    guard head.expectsContinue, !bytesFollow else { return }
    var interim: [UInt8] = []
    state.appendContinue(to: &interim)
    output.append(interim[...])
    _ = flush()
  }
}
