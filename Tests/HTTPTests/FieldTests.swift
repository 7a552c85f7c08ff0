import HTTPCases
import Testing

@testable import HTTP

@Suite("RFC 9112 section 5: fields")
struct FieldTests {
  @Test("values lose the whitespace around them and keep what is inside")
  func values() throws {
    let fields = try head(request("GET / HTTP/1.1", "A: \t b  c\t ", "a: d")).fields
    #expect(fields["A"] == "b  c")
    #expect(fields.values(of: "a").map { String(decoding: $0, as: UTF8.self) } == ["b  c", "d"])
    #expect(fields.count == 3)
  }

  @Test("fields are found without regard to ASCII case, and only that")
  func lookup() {
    var fields: Fields = ["Token": "1", "X": "2", "token": "3"]
    #expect(fields["TOKEN"] == "1")
    #expect(fields["To\u{212A}en"] == nil)
    #expect(!fields.contains("Toke"))
    fields.set("TOKEN", "4")
    #expect(fields == ["x": "2", "Token": "4"])
  }
}

/// The head that a text begins with.
func head(_ text: String) throws -> RequestHead {
  var state = ConnectionState(limits: Limits())
  var offset = 0
  let bytes = Array(text.utf8)
  guard case .head(let head) = try state.next(bytes.span, from: &offset) else { throw NoHead() }
  return head
}

struct NoHead: Error {}
