import Foundation
import Synchronization
import Testing

@testable import Access
@testable import HTTP

/// Answers everything with 200, rejections with their document, and refuses all bodies.
private struct Everything: Handler {
  func refusal(of head: RequestHead) -> Response? { Response(.serviceUnavailable) }

  func handle(_ request: consuming Request, _ exchange: any Exchange) {
    exchange.respond(Response(.ok, text: "inside"))
  }
}

private final class Recorder: Exchange {
  private let answer = Mutex<Response?>(nil)
  var response: Response? { answer.withLock { $0 } }
  func respond(_ response: Response) { answer.withLock { $0 = response } }
  var isCancelled: Bool { false }
  func onCancel(_ action: @escaping @Sendable () -> Void) {}
}

/// A file that goes with the test.
final class TemporaryFile {
  let path: String

  init(_ text: String) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)").path
    try write(text)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }
}

private func ask(
  _ gatekeeper: some Handler, _ method: HTTP.Method = .post, _ path: String = "/rpc", _ fields: Fields = [:]
) throws -> Response {
  let exchange = Recorder()
  gatekeeper.handle(Request(method: method, target: Target(rawPath: path), fields: fields), exchange)
  return try #require(exchange.response)
}

@Suite struct TokenTests {
  private let file: TemporaryFile
  private let tokens: TokenFile
  private let gatekeeper: Gatekeeper<Everything>

  init() throws {
    file = try TemporaryFile("# ours\n0123456789abcdef\n\n  another-token-of-ours==\r\n")
    tokens = try TokenFile(path: file.path)
    gatekeeper = Gatekeeper(Everything(), tokens: tokens, open: ["/healthz", "/v2/health/live"], origins: nil)
  }

  @Test func refusesBodiesOfThoseWhoMayCall() {
    var head = RequestHead(
      method: .post, target: Target(rawPath: "/rpc"), version: .http11, fields: [:], framing: .length(1),
      persists: true, expectsContinue: false)
    #expect(gatekeeper.refusal(of: head) == nil)
    head.fields = ["Authorization": "Bearer 0123456789abcdef"]
    #expect(gatekeeper.refusal(of: head)?.status == .serviceUnavailable)
  }

  @Test(arguments: [
    "Bearer 0123456789abcdef", "bearer  0123456789abcdef", "BEARER another-token-of-ours==",
  ])
  func letsIn(_ credentials: String) throws {
    #expect(try ask(gatekeeper, .post, "/rpc", ["Authorization": credentials]).status == .ok)
  }

  @Test(arguments: [
    ("Bearer 0123456789abcdeF", "invalid_token"), ("Bearer 0123456789abcde", "invalid_token"),
    ("Bearer 0123456789abcdef0", "invalid_token"), ("Bearer", "invalid_request"), ("Bearer ", "invalid_request"),
    ("Basic 0123456789abcdef", "invalid_request"), ("0123456789abcdef", "invalid_request"),
    ("Bearer 0123456789abcdef 0123456789abcdef", "invalid_request"), ("Bearer # ours", "invalid_request"),
    ("Bearer 0123456789abcdef,", "invalid_request"), ("\u{212A}earer 0123456789abcdef", "invalid_request"),
  ])
  func keepsOut(_ credentials: String, _ error: String) throws {
    let response = try ask(gatekeeper, .post, "/rpc", ["Authorization": credentials])
    #expect(response.status == .unauthorized)
    #expect(response.fields["WWW-Authenticate"] == #"Bearer realm="pushforward", error="\#(error)""#)
    #expect(response.fields["Content-Type"] == "application/problem+json")
    #expect(!response.closesConnection)
  }

  @Test func withoutCredentialsTheChallengeStandsAlone() throws {
    for path in [
      "/rpc", "/metrics", "/openapi.yaml", "/nowhere", "/healthz/", "//healthz", "/v2/health", "/v2/health/live/",
    ] {
      let response = try ask(gatekeeper, .get, path)
      #expect(response.status == .unauthorized)
      #expect(response.fields["WWW-Authenticate"] == #"Bearer realm="pushforward""#)
    }
  }

  @Test func twoFieldsAreNone() throws {
    let twice: Fields = ["Authorization": "Bearer 0123456789abcdef", "authorization": "Bearer 0123456789abcdef"]
    #expect(try ask(gatekeeper, .post, "/rpc", twice).status == .unauthorized)
  }

  @Test(arguments: ["/healthz", "/v2/health/live"]) func whatIsSaidToBeOpenStaysOpen(_ path: String) throws {
    #expect(try ask(gatekeeper, .get, path).status == .ok)
  }

  @Test func theFileIsReadAgain() throws {
    try file.write("a-new-token-of-ours\n")
    try tokens.reload()
    #expect(try ask(gatekeeper, .post, "/rpc", ["Authorization": "Bearer 0123456789abcdef"]).status == .unauthorized)
    #expect(try ask(gatekeeper, .post, "/rpc", ["Authorization": "Bearer a-new-token-of-ours"]).status == .ok)
    try file.write("short\n")
    #expect(throws: AccessError.malformedToken(file.path, line: 1)) { try tokens.reload() }
    #expect(try ask(gatekeeper, .post, "/rpc", ["Authorization": "Bearer a-new-token-of-ours"]).status == .ok)
  }

  @Test(
    arguments: [
      ("", nil), ("# nothing\n", nil), ("0123456789abcdef\nwith a blank 0123456\n", 2), ("# x\n\n0123456789abcde\n", 3),
      ("0123456789abcdéf", 1), ("=================", 1),
    ] as [(String, Int?)])
  func anUnfitFileIsRefused(_ text: String, _ line: Int?) throws {
    let file = try TemporaryFile(text)
    let error = line.map { AccessError.malformedToken(file.path, line: $0) } ?? .noToken(file.path)
    #expect(throws: error) { try TokenFile(path: file.path) }
  }

  @Test func aFileThatIsNotThereIsRefused() {
    #expect(throws: AccessError.unreadable("/nowhere/tokens")) { try TokenFile(path: "/nowhere/tokens") }
  }
}

@Suite struct CrossOriginTests {
  private let file: TemporaryFile
  private let gatekeeper: Gatekeeper<Everything>
  private static let page = "https://example.org"

  init() throws {
    file = try TemporaryFile("0123456789abcdef")
    gatekeeper = Gatekeeper(
      Everything(), tokens: try TokenFile(path: file.path),
      origins: try CrossOrigin([Self.page, "http://localhost:3000"]))
  }

  private func vary(_ response: Response) -> [String] {
    response.fields.values(of: "Vary").map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func aBrowserMayAskWithoutAToken() throws {
    let response = try ask(
      gatekeeper, .options, "/rpc", ["Origin": Self.page, "Access-Control-Request-Method": "POST"])
    #expect(response.status == .noContent)
    #expect(response.fields["Access-Control-Allow-Origin"] == Self.page)
    #expect(response.fields["Access-Control-Allow-Methods"]?.contains("POST") == true)
    #expect(response.fields["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
    #expect(response.fields["Access-Control-Max-Age"] == "600")
    #expect(!response.fields.contains("Access-Control-Allow-Credentials"))
    #expect(vary(response).contains("Origin"))
  }

  @Test func aListedPageReadsAnswersAndErrors() throws {
    let credentials: Fields = ["Origin": "http://localhost:3000", "Authorization": "Bearer 0123456789abcdef"]
    for (fields, status) in [(credentials, Status.ok), (["Origin": "http://localhost:3000"], .unauthorized)] {
      let response = try ask(gatekeeper, .post, "/rpc", fields)
      #expect(response.status == status)
      #expect(response.fields["Access-Control-Allow-Origin"] == "http://localhost:3000")
      #expect(response.fields["Access-Control-Expose-Headers"]?.contains("Traceparent") == true)
      #expect(vary(response) == ["Origin"])
    }
  }

  @Test(arguments: [
    "https://example.org.evil.example", "http://example.org", "https://example.org:444", "https://EXAMPLE.org", "null",
    "*", "https://example.org, http://localhost:3000",
  ])
  func anotherPageIsToldNothing(_ origin: String) throws {
    for method in [HTTP.Method.options, .get] {
      let fields: Fields = ["Origin": origin, "Access-Control-Request-Method": "POST"]
      let response = try ask(gatekeeper, method, "/healthz", fields)
      #expect(!response.fields.contains("Access-Control-Allow-Origin"))
      #expect(vary(response) == ["Origin"])
    }
  }

  @Test func rejectionsCanBeReadToo() throws {
    let rejection = Rejection(.contentTooLarge, .init(9110, "15.5.14"), reason: "body", "too large")
    let head = RequestHead(
      method: .post, target: Target(rawPath: "/rpc"), version: .http11, fields: ["Origin": Self.page],
      framing: .length(1 << 40), persists: true, expectsContinue: false)
    #expect(gatekeeper.response(to: rejection, of: head).fields["Access-Control-Allow-Origin"] == Self.page)
    #expect(gatekeeper.response(to: rejection, of: nil).fields["Vary"] == "Origin")
  }

  @Test(arguments: [
    "*", "null", "example.org", "https://example.org/", "https://Example.org", "https://example.org:443",
    "http://a:80", "ftp://a", "https://", "https://a b", "",
  ])
  func whatIsNoOriginIsRefused(_ origin: String) {
    #expect(throws: AccessError.malformedOrigin(origin)) { try CrossOrigin([origin]) }
  }

  @Test func withoutAListNothingIsAdded() throws {
    let open = Gatekeeper(Everything(), tokens: nil, origins: nil)
    let response = try ask(open, .post, "/rpc", ["Origin": Self.page])
    #expect(response.status == .ok)
    #expect(response.fields == ["Content-Type": "text/plain; charset=utf-8"])
  }
}
