import Foundation
import Testing

@Suite("Who may call")
struct AccessTests {
  private static let body = Array(#"{"expression":"x * 2","inputs":{"x":4}}"#.utf8)

  private func status(_ server: ServerProcess, token: String) throws -> Int {
    try server.client.send("POST", "/v1/evaluate", fields: ["Authorization: Bearer \(token)"], body: Self.body).status
  }

  @Test func `tokens are asked for, and read again on SIGHUP`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try "the-first-token-of-ours\n".write(toFile: file, atomically: true, encoding: .utf8)
    let server = try ServerProcess(arguments: ["serve", "--port", "0", "--auth-tokens-file", file])
    let refused = try server.client.send("POST", "/v1/evaluate", fields: [], body: Self.body)
    #expect(refused.status == 401)
    #expect(refused.fields["www-authenticate"] == #"Bearer realm="pushforward""#)
    #expect(try refused.tree["type"] == "unauthorized")
    for path in ["/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"] {
      #expect(try server.client.get(path).status == 200, "\(path)")
    }
    // These say which models there are, not only that the server is well.
    for path in ["/v2", "/v2/models/a/ready", "/tesseract/a/health"] {
      #expect(try server.client.get(path).status == 401, "\(path)")
    }
    #expect(try status(server, token: "the-first-token-of-ours") == 200)
    try "the-second-token-of-ours\n".write(toFile: file, atomically: true, encoding: .utf8)
    server.hangUp()
    while !server.logged.contains("tokens reloaded") { usleep(10_000) }
    #expect(try status(server, token: "the-second-token-of-ours") == 200)
    #expect(try status(server, token: "the-first-token-of-ours") == 401)
    #expect(!server.logged.contains("-token-of-ours"))
    #expect(server.stop() == 0)
  }

  @Test func `a listed page may call, and reads errors of all kinds`() throws {
    let page = "https://example.org"
    let server = try ServerProcess(
      arguments: ["serve", "--port", "0", "--body-limit", "100", "--cors-origins", "\(page), http://localhost:3000"])
    let asked = ["Origin: \(page)", "Access-Control-Request-Method: POST"]
    #expect(try server.client.send("OPTIONS", "/v1/evaluate", fields: asked, body: []).status == 204)
    for (path, body, status) in [
      ("/v1/evaluate", Self.body, 200), ("/v1/evaluate", Array("[".utf8), 400), ("/nowhere", [], 404),
      ("/v1/evaluate", [UInt8](repeating: 0x20, count: 101), 413),
    ] {
      let answer = try server.client.send("POST", path, fields: ["Origin: \(page)"], body: body)
      #expect(answer.status == status)
      #expect(answer.fields["access-control-allow-origin"] == page)
      #expect(answer.fields["vary"]?.contains("Origin") == true)
    }
    #expect(server.stop() == 0)
  }
}
