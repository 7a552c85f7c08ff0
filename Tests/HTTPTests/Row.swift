import Testing

@testable import HTTP

/// One case of a table: the bytes of a request, and what the engine makes of them.
struct Row: CustomTestStringConvertible, Sendable {
  enum Outcome: Equatable, Sendable {
    case accepted(Summary)
    case rejected(Int, String)
    case incomplete
  }

  /// What a row says about a request that was accepted.
  struct Summary: Equatable, Sendable {
    var method = "GET"
    var path = "/"
    var query: String?
    var body = ""
    var persists = true
  }

  var name: String
  var bytes: [UInt8]
  var expected: Outcome
  var section: String

  init(_ name: String, _ bytes: some Sequence<UInt8>, _ expected: Outcome, _ section: String) {
    self.name = name
    self.bytes = Array(bytes)
    self.expected = expected
    self.section = section
  }

  init(_ name: String, _ text: String, _ expected: Outcome, _ section: String) {
    self.init(name, text.utf8, expected, section)
  }

  var testDescription: String { "\(name) (\(section))" }
}

extension Row.Outcome {
  static var ok: Row.Outcome { .accepted(Row.Summary()) }

  static func ok(
    _ method: String = "GET", _ path: String = "/", query: String? = nil, body: String = "", persists: Bool = true
  ) -> Row.Outcome {
    .accepted(Row.Summary(method: method, path: path, query: query, body: body, persists: persists))
  }
}

/// Drives one connection through pieces of input, as a server does that gives every request an empty response.
struct Driver {
  private(set) var outcomes: [Row.Outcome] = []
  private(set) var state: ConnectionState
  private var pending: [UInt8] = []
  private var summary = Row.Summary()

  init(limits: Limits = Limits()) {
    state = ConnectionState(limits: limits)
  }

  mutating func receive(_ piece: some Sequence<UInt8>) {
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
    case .body(let data): summary.body += String(decoding: input[data], as: UTF8.self)
    case .end: answer()
    }
    return true
  }

  private mutating func begin(_ head: RequestHead) {
    summary = Row.Summary(
      method: head.method.rawValue, path: head.target.rawPath, query: head.target.query, persists: head.persists)
  }

  private mutating func answer() {
    outcomes.append(.accepted(summary))
    var output: [UInt8] = []
    _ = state.append(Response(.ok), date: HTTPDate(secondsSince1970: 0), to: &output)
  }
}

/// Runs a row whole, byte by byte, and with another request behind it.
func check(_ row: Row, limits: Limits = Limits()) {
  let whole = outcomes([row.bytes], limits)
  #expect(whole.first ?? .incomplete == row.expected, "whole")
  let single = outcomes(row.bytes.map { [$0] }, limits)
  #expect(single == whole, "byte by byte")
  guard row.expected != .incomplete else { return }
  let tail = Array("GET /tail HTTP/1.1\r\nHost: tail\r\n\r\n".utf8)
  let followed = outcomes([row.bytes + tail], limits)
  #expect(followed.first == row.expected, "with a tail")
  if case .accepted(let summary) = row.expected {
    #expect(followed.dropFirst() == (summary.persists ? [.ok("GET", "/tail")] : []), "the tail")
  } else {
    #expect(followed.count == 1, "nothing is read behind a rejection")
  }
}

/// What comes of the requests in these pieces.
func outcomes(_ pieces: [[UInt8]], _ limits: Limits = Limits()) -> [Row.Outcome] {
  var driver = Driver(limits: limits)
  for piece in pieces { driver.receive(piece) }
  return driver.outcomes
}

/// A request with a Host field and more lines.
func request(_ line: String = "GET / HTTP/1.1", _ fields: String..., body: String = "") -> String {
  ([line, "Host: example.org"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
}

/// A chunked request.
func chunked(_ body: String) -> String {
  request("POST / HTTP/1.1", "Transfer-Encoding: chunked", body: body)
}
