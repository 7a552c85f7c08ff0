import HTTP

/// Drives one connection through pieces of input, as a server does that gives every request an empty response.
package struct Driver {
  package private(set) var outcomes: [Row.Outcome] = []
  package private(set) var state: ConnectionState
  private var pending: [UInt8] = []
  private var summary = Row.Summary()
  /// As bytes until it is whole: a character may be cut in two.
  private var body: [UInt8] = []

  package init(limits: Limits = Limits()) {
    state = ConnectionState(limits: limits)
  }

  package mutating func receive(_ piece: some Sequence<UInt8>) {
    pending += piece
    var offset = 0
    do throws(Rejection) {
      while try step(&offset) {}
    } catch {
      outcomes.append(.rejected(error.status.code, error.reason))
    }
    pending.removeFirst(offset)
  }

  private mutating func step(_ offset: inout Int) throws(Rejection) -> Bool {
    let input = pending
    switch try state.next(input.span, from: &offset) {
    case .needMore: return false
    case .head(let head): begin(head)
    case .body(let data): body += input[data]
    case .end: answer()
    }
    return true
  }

  private mutating func begin(_ head: RequestHead) {
    summary = Row.Summary(
      method: head.method.rawValue, path: head.target.rawPath, query: head.target.query, persists: head.persists)
  }

  private mutating func answer() {
    summary.body = String(decoding: body, as: UTF8.self)
    body = []
    outcomes.append(.accepted(summary))
    var output: [UInt8] = []
    _ = state.append(Response(.ok), date: HTTPDate(secondsSince1970: 0), to: &output)
  }
}

/// What comes of the requests in these pieces.
package func outcomes(_ pieces: [[UInt8]], _ limits: Limits = Limits()) -> [Row.Outcome] {
  var driver = Driver(limits: limits)
  for piece in pieces { driver.receive(piece) }
  return driver.outcomes
}
