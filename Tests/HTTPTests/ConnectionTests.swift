import HTTPCases
import Testing

@testable import HTTP

@Suite("RFC 9112 section 9, RFC 9110 section 10.1.1: the connection")
struct ConnectionTests {
  @Test("only 1.1 clients wait for 100")
  func waits() throws {
    #expect(try head(request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 1")).expectsContinue)
    #expect(try !head(request("POST / HTTP/1.0", "Expect: 100-continue", "Content-Length: 1")).expectsContinue)
    #expect(try !head(request("POST / HTTP/1.1", "Content-Length: 1")).expectsContinue)
  }

  @Test("pipelined requests come out in order, bodies included")
  func pipelining() {
    var driver = Driver()
    driver.receive((request("GET /1 HTTP/1.1") + chunked("2\r\nhi\r\n0\r\n\r\n") + request("GET /3 HTTP/1.1")).utf8)
    #expect(driver.outcomes == [.ok("GET", "/1"), .ok("POST", body: "hi"), .ok("GET", "/3")])
  }

  @Test("no byte behind an unanswered request is read")
  func waitsForResponse() throws {
    var state = ConnectionState(limits: Limits())
    let bytes = Array((request() + request("GET /2 HTTP/1.1")).utf8)
    var offset = 0
    _ = try state.next(bytes.span, from: &offset)
    guard case .end = try state.next(bytes.span, from: &offset) else { throw NoHead() }
    guard case .needMore = try state.next(bytes.span, from: &offset) else { throw NoHead() }
    #expect(offset == request().utf8.count)
    #expect(state.phase == .answering)
  }

  @Test(
    "the end of the input cuts a request, and nothing else",
    arguments: [
      ("", nil), ("\r\n", nil), ("G", "incomplete"), (request("POST / HTTP/1.1", "Content-Length: 1"), "incomplete"),
      (request(), nil),
    ])
  func endOfInput(_ text: String, _ reason: String?) {
    var driver = Driver()
    driver.receive(text.utf8)
    var state = driver.state
    #expect(rejection(of: &state) { state throws(Rejection) in try state.endOfInput() } == reason)
    state = driver.state
    let expected = reason == nil ? nil : "timeout"
    #expect(rejection(of: &state) { state throws(Rejection) in try state.timeOut() } == expected)
  }

  private func rejection(
    of state: inout ConnectionState, _ body: (inout ConnectionState) throws(Rejection) -> Void
  ) -> String? {
    do throws(Rejection) {
      try body(&state)
      return nil
    } catch {
      return error.reason
    }
  }
}

@Suite("RFC 9112 section 4: responses")
struct ResponseTests {
  static let date = HTTPDate(secondsSince1970: 784_111_777)

  static let closing = "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n"

  static let rows: [(String, Response, String, Bool)] = [
    (request(), Response(.ok, body: [1, 2]), "HTTP/1.1 200 OK\(closing)\r\n", true),
    (
      request("GET / HTTP/1.1", "Connection: close"), Response(.ok, body: [1, 2]),
      "HTTP/1.1 200 OK\(closing)Connection: close\r\n\r\n", true
    ),
    (
      request("GET / HTTP/1.0"), Response(.ok, body: [1, 2]), "HTTP/1.1 200 OK\(closing)Connection: close\r\n\r\n", true
    ),
    (
      request("GET / HTTP/1.0", "Connection: keep-alive"), Response(.ok, body: [1, 2]),
      "HTTP/1.1 200 OK\(closing)Connection: keep-alive\r\n\r\n", true
    ),
    (request("HEAD / HTTP/1.1"), Response(.ok, body: [1, 2]), "HTTP/1.1 200 OK\(closing)\r\n", false),
    (
      request(), Response(.noContent, body: [1]),
      "HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n", false
    ),
    (
      request(), Response(Status(799), fields: ["A": "b\r\nc\0d", "content-length": "9", "Date": "x"], body: [1, 2]),
      "HTTP/1.1 799 \r\nA: b  c d\(closing)\r\n", true
    ),
    (request(), Response(Status(12), body: [1, 2]), "HTTP/1.1 500 Internal Server Error\(closing)\r\n", true),
  ]

  @Test("heads", arguments: rows)
  func head(_ text: String, _ response: Response, _ expected: String, _ sendsBody: Bool) throws {
    var state = ConnectionState(limits: Limits())
    let bytes = Array(text.utf8)
    var offset = 0
    _ = try state.next(bytes.span, from: &offset)
    _ = try state.next(bytes.span, from: &offset)
    var output: [UInt8] = []
    #expect(state.append(response, date: Self.date, to: &output) == sendsBody)
    #expect(String(decoding: output, as: UTF8.self) == expected)
    #expect(state.phase == (expected.contains("close") ? .closed : .head))
  }

  @Test("a response before the end of its request closes")
  func early() throws {
    var state = ConnectionState(limits: Limits())
    let bytes = Array(request("POST / HTTP/1.1", "Content-Length: 9").utf8)
    var offset = 0
    _ = try state.next(bytes.span, from: &offset)
    var output: [UInt8] = []
    _ = state.append(Response(.ok), date: Self.date, to: &output)
    #expect(state.phase == .closed)
    #expect(String(decoding: output, as: UTF8.self).hasSuffix("Connection: close\r\n\r\n"))
  }

  @Test("a rejected HEAD request gets no body")
  func rejectedHead() {
    var state = ConnectionState(limits: Limits())
    let bytes = Array(request("HEAD / HTTP/1.1", "A b").utf8)
    var offset = 0
    do throws(Rejection) {
      _ = try state.next(bytes.span, from: &offset)
      Issue.record("accepted")
    } catch {
      var output: [UInt8] = []
      #expect(!state.append(error.response, date: Self.date, to: &output))
      #expect(String(decoding: output, as: UTF8.self).contains("Content-Length: \(error.response.body.count)\r\n"))
    }
  }

  @Test("a rejection names its section in a problem document")
  func problem() {
    let response = Rejection.fieldName.response
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(response.fields["content-type"] == "application/problem+json")
    #expect(text.hasPrefix(#"{"type":"https://www.rfc-editor.org/rfc/rfc9112#section-5.1","title":"Bad Request","#))
    #expect(text.contains("(RFC 9112, section 5.1)"))
  }

  @Test(
    "dates",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
      (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
      (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ])
  func date(_ seconds: Int, _ expected: String) {
    #expect(String(decoding: HTTPDate(secondsSince1970: seconds).bytes, as: UTF8.self) == expected)
  }
}
