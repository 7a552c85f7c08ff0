import Testing

@testable import HTTP

@Suite("RFC 9110 section 12: preferences")
struct PreferencesTests {
  @Test(
    "the narrowest range that holds a type decides",
    arguments: [
      ("application/json", 1000), ("application/*;q=0.5, */*;q=0.1", 500), ("*/*;q=0.1", 100), ("text/*", 0),
      ("application/json;q=0, */*", 0), ("Application/JSON;charset=utf-8;q=0.25", 250), ("", 0), ("application", 0),
    ])
  func mediaTypes(_ accept: String, _ weight: Int) throws {
    let preferences = try #require(Preferences(["Accept": accept], "accept"))
    #expect(preferences.weight(ofMediaType: "application/json") == weight)
  }

  @Test(
    "weights",
    arguments: [
      ("1", 1000), ("1.", 1000), ("1.000", 1000), ("0", 0), ("0.1", 100), ("0.12", 120), ("0.123", 123), ("0.1234", 0),
      ("1.001", 0), ("2", 0), ("", 0), ("-1", 0), (".5", 0), ("a", 0), ("0,5", 0), ("0.+5", 0),
    ])
  func weights(_ text: String, _ weight: Int) throws {
    let preferences = try #require(Preferences(["Accept-Encoding": "gzip;q=\(text)"], "Accept-Encoding"))
    #expect(preferences.weight(of: "gzip") == weight)
  }

  @Test("all lines count, none is no preference")
  func lines() throws {
    var fields = Fields()
    #expect(Preferences(fields, "Accept") == nil)
    fields.append("Accept", "a/b")
    fields.append("Accept", "c/d;q=0.5")
    #expect(Preferences(fields, "Accept")?.weight(ofMediaType: "c/d") == 500)
  }
}
