// RFC 9112 section 9, RFC 9110 section 10.1.1: what becomes of the connection, and what is expected.

extension Table {
  private static let closes = Row.Outcome.ok(persists: false)
  private static let unmet = Row.Outcome.rejected(417, "expectation")

  package static let persistence = Table(
    "9112 9.3, 9.6 persistence",
    [
      Row("1.1", request(), .ok, "9.3"),
      Row("keep-alive", request("GET / HTTP/1.1", "Connection: keep-alive"), .ok, "9.3"),
      Row("empty", request("GET / HTTP/1.1", "Connection:"), .ok, "9.1"),
      Row("close", request("GET / HTTP/1.1", "Connection: close"), closes, "9.6"),
      Row("Close", request("GET / HTTP/1.1", "connection: Close"), closes, "9.6"),
      Row("CLOSE", request("GET / HTTP/1.1", "CONNECTION: CLOSE"), closes, "9.6"),
      Row("close in a list", request("GET / HTTP/1.1", "Connection: a ,close, b"), closes, "9.6"),
      Row("close among empty elements", request("GET / HTTP/1.1", "Connection: ,,close"), closes, "9.6"),
      Row("close on a second line", request("GET / HTTP/1.1", "Connection: a", "Connection: close"), closes, "9.6"),
      Row("closed", request("GET / HTTP/1.1", "Connection: closed"), .ok, "9.6"),
      Row("close quoted", request("GET / HTTP/1.1", "Connection: \"close\""), .ok, "9.6"),
      Row("both", request("GET / HTTP/1.1", "Connection: keep-alive, close"), closes, "9.3"),
      Row("both, the other way", request("GET / HTTP/1.1", "Connection: close, keep-alive"), closes, "9.3"),
      Row("both in 1.0", request("GET / HTTP/1.0", "Connection: keep-alive, close"), closes, "9.3"),
      Row("1.0", request("GET / HTTP/1.0"), closes, "9.3"),
      Row("1.0 keep-alive", request("GET / HTTP/1.0", "Connection: Keep-Alive"), .ok, "9.3"),
      Row("1.0 with the old field", request("GET / HTTP/1.0", "Keep-Alive: timeout=5"), closes, "9.3"),
      Row(
        "close behind a body", post("Content-Length: 5", "Connection: close"),
        .ok("POST", body: "hello", persists: false), "9.6"),
      Row(
        "upgrade that is not taken",
        request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
        .ok, "9110 7.8"),
      Row(
        "upgrade to 2",
        request("GET / HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
        .ok, "9110 7.8"),
      Row("TE", request("GET / HTTP/1.1", "Connection: TE", "TE: trailers, deflate;q=0.5"), .ok, "9110 10.1.4"),
    ])

  package static let expectations = Table(
    "9110 10.1.1 Expect",
    [
      "200-ok", "a", "100-continue, a", "a, 100-continue", "100-continue=1", "100-continue;a", "100",
      "\"100-continue\"", "100_continue",
    ].map {
      Row("Expect: \($0)", request("POST / HTTP/1.1", "Expect: \($0)"), unmet, "9110 10.1.1")
    },
    [
      Row(
        "continue and another", request("POST / HTTP/1.1", "Expect: 100-continue", "Expect: a"), unmet, "9110 10.1.1"),
      Row(
        "another and continue", request("POST / HTTP/1.1", "Expect: a", "Expect: 100-continue"), unmet, "9110 10.1.1"),
      Row("other in 1.0", request("POST / HTTP/1.0", "Expect: a"), .ok("POST", persists: false), "9110 10.1.1"),
      Row("no member", request("POST / HTTP/1.1", "Expect: ,"), .ok("POST"), "9110 10.1.1"),
      Row("without a body", request("POST / HTTP/1.1", "Expect: 100-Continue"), .ok("POST"), "9110 10.1.1"),
      Row("twice", request("POST / HTTP/1.1", "Expect: 100-continue, 100-continue"), .ok("POST"), "9110 10.1.1"),
      Row(
        "body too large", post("Content-Length: 99999999999", "Expect: 100-continue", body: ""),
        .rejected(413, "body_too_large"), "9110 10.1.1"),
      Row(
        "bad length", post("Content-Length: x", "Expect: 100-continue", body: ""), .rejected(400, "content_length"),
        "9110 10.1.1"),
      Row(
        "body that came along", post("Content-Length: 5", "Expect: 100-continue", line: "POST / HTTP/1.0"),
        .ok("POST", body: "hello", persists: false), "9110 10.1.1"),
    ])
}
