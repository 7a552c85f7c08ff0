import HTTPCases
import Testing

@testable import HTTP

/// What is known by an earlier head is what parsing would have found.
@Suite("Heads that come again")
struct KnownHeadTests {
  private static let first = request("POST /a?b HTTP/1.1", "Content-Length: 12", "Accept: */*")

  @Test("the same head, and one with another length of as many digits", arguments: ["12", "98", "07"])
  func known(_ length: String) throws {
    let text = request("POST /a?b HTTP/1.1", "Content-Length: \(length)", "Accept: */*")
    let (found, offset) = try match(Self.first, text + "body")
    #expect(try String(describing: #require(found)) == String(describing: head(text)))
    #expect(offset == text.utf8.count)
  }

  @Test(
    "other heads are left to the parser",
    arguments: [
      request("POST /a?b HTTP/1.1", "Content-Length: 00", "Accept: */*"),
      request("POST /a?b HTTP/1.1", "Content-Length: 1x", "Accept: */*"),
      request("POST /a?b HTTP/1.1", "Content-Length: +1", "Accept: */*"),
      request("POST /a?b HTTP/1.1", "Content-Length: 123", "Accept: */*"),
      request("POST /a?b HTTP/1.1", "Content-Length: 1", "Accept: */*"),
      request("POST /a?c HTTP/1.1", "Content-Length: 12", "Accept: */*"),
      request("POST /a?b HTTP/1.1", "Content-Length: 12", "Accept: **/"),
      "\r\n" + first, String(first.dropLast()), "",
    ])
  func others(_ text: String) throws {
    let (found, offset) = try match(Self.first, text)
    #expect(found == nil)
    #expect(offset == 0)
  }

  @Test("no other length where a client waits to be told to send, or where there is no length")
  func fixed() throws {
    let waiting = request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 10")
    #expect(try match(waiting, waiting).head?.expectsContinue == true)
    #expect(try match(waiting, request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 99")).head == nil)
    let empty = request("POST / HTTP/1.1", "Content-Length: 0")
    #expect(try match(empty, empty).head?.framing == Framing.none)
    #expect(try match(empty, request("POST / HTTP/1.1", "Content-Length: 9")).head == nil)
  }

  @Test("large heads are not kept")
  func large() throws {
    #expect(try KnownHead(head(request("GET /\(String(repeating: "a", count: 1024)) HTTP/1.1"))) == nil)
  }

  @Test("on a connection, in pieces too")
  func connection() {
    let texts = ["hello", "world", "!"].map {
      request("POST /\($0.count) HTTP/1.1", "Content-Length: \($0.utf8.count)", body: $0)
    }
    let stream = (texts + texts + [texts[1], texts[1]]).joined()
    let expected = ["hello", "world", "!", "hello", "world", "!", "world", "world"].map {
      Row.Outcome.ok("POST", "/\($0.count)", body: $0)
    }
    #expect(outcomes([Array(stream.utf8)]) == expected)
    #expect(outcomes(stream.utf8.map { [$0] }) == expected)
  }

  private func match(_ known: String, _ text: String) throws -> (head: RequestHead?, offset: Int) {
    var offset = 0
    let known = try #require(KnownHead(head(known)))
    return (known.match(Array(text.utf8).span, from: &offset), offset)
  }
}
