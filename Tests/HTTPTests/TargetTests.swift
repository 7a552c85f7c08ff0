import HTTP
import Testing

@Suite("RFC 9112 section 3.2: targets")
struct TargetTests {
  @Test("decoded paths keep an escaped slash", arguments: [("/v1%2Fa", "/v1%2Fa"), ("/%72pc", "/rpc"), ("/a", "/a")])
  func decoding(_ raw: String, _ decoded: String) {
    #expect(Target(rawPath: raw).path == decoded)
  }
}
