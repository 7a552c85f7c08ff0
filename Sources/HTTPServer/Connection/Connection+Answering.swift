import HTTP

extension Connection {
  func dispatch() throws(Rejection) {
    guard let head = head.take() else { return }
    if let refusal = refusal.take() { return refuse(refusal) }
    let request = Request(
      method: head.method, target: head.target, version: head.version, fields: head.fields, body: try body.finish())
    body = BodyBuffer()
    let exchange = ServerExchange(loop: loop, token: token, fields: head.fields)
    self.exchange = exchange
    loop.handler.handle(request, exchange)
    if let response = exchange.takeAnswer() { answer(response) } else { probeIfEnded() }
  }

  func reject(_ rejection: Rejection) {
    let head = head.take()
    body = BodyBuffer()
    refusal = nil
    loop.counters.rejected(rejection.reason)
    answer(loop.handler.response(to: rejection, of: head))
  }

  /// Refuses a request that is whole: where the next one begins is known, and the connection stays open.
  private func refuse(_ response: Response) {
    body = BodyBuffer()
    var response = response
    response.closesConnection = false
    answer(response)
  }

  /// Nothing may be sent on a closed connection: its descriptor may be another's by now.
  func answer(_ response: Response) {
    guard !isClosed else { return }
    exchange = nil
    releaseBody()
    var response = admitted(response)
    if loop.isDraining || peerEnded { response.closesConnection = true }
    let start = loop.responses.begin()
    var rest: [UInt8] = []
    if state.append(response, date: loop.date, to: &loop.responses.bytes) {
      if response.body.count <= Connection.smallBody {
        loop.responses.bytes += response.body
      } else {
        rest = response.body
      }
    }
    pace = Pace(start: loop.now)
    let bytes = start + probed..<loop.responses.bytes.count
    probed = 0
    if rest.isEmpty, state.phase == .head, loop.responses.gather(bytes, self) { return }
    loop.responses.send()
    send(loop.responses.bytes[bytes], rest)
  }

  /// The response; or, where those that other clients have not taken leave no room for its body, a refusal in its place.
  private func admitted(_ response: Response) -> Response {
    guard response.body.count > Connection.smallBody else { return response }
    guard loop.counters.responses.takeRest(response.body.count) else {
      let refusal = Rejection.responsesTooLarge
      loop.counters.rejected(refusal.reason)
      var answer = loop.handler.response(to: refusal, of: nil)
      answer.closesConnection = response.closesConnection
      return answer
    }
    responseCharge = response.body.count
    return response
  }

  func releaseResponse() {
    guard responseCharge > 0 else { return }
    loop.counters.responses.give(responseCharge)
    responseCharge = 0
  }

  /// Sends the encoded bytes, then `rest`; what the peer does not take at once is kept.
  func send(_ bytes: ArraySlice<UInt8>, _ rest: [UInt8] = []) {
    var bytes = bytes
    if output.isEmpty {
      let result = bytes.withUnsafeBytes { transport.send($0, more: !rest.isEmpty) }
      if case .moved(let count, _) = result { bytes = bytes.dropFirst(count) }
      if result == .failed { return abort() }
    }
    if !bytes.isEmpty { output.append(bytes) }
    if !rest.isEmpty { output.append(body: rest) }
    if output.isEmpty { releaseResponse() }
  }

  func flush() -> Bool {
    let result = output.send(over: transport) { pace.move($0, at: loop.now) }
    if result == .failed { abort() }
    if output.isEmpty { releaseResponse() }
    return output.isEmpty
  }

  /// Everything is sent: tells the peer so, and waits for it to close, since bytes that came unread would make the
  /// kernel throw the response away (RFC 9112 section 9.6).
  func linger() -> Bool {
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
