import HTTP

/// In what codings a client takes a response (RFC 9110 section 12.5.3).
struct AcceptedCodings {
  /// The coding that suits the client best, `nil` where that is none, or none of this server's. A client that does not
  /// say gets none.
  let best: ContentCoding?
  /// Whether the client takes no response without a coding.
  let refusesIdentity: Bool

  init(_ fields: Fields) {
    guard let preferences = Preferences(fields, "Accept-Encoding") else {
      (best, refusesIdentity) = (nil, false)
      return
    }
    let gzip = max(preferences.weight(ofCoding: "gzip"), preferences.weight(of: "x-gzip") ?? 0)
    let deflate = preferences.weight(ofCoding: "deflate")
    // Only an explicit refusal refuses it; any other weight of `*` is not about it.
    refusesIdentity = (preferences.weight(of: "identity") ?? preferences.weight(of: "*")) == 0
    let identity = refusesIdentity ? 0 : preferences.weight(of: "identity") ?? 1
    guard max(gzip, deflate) > 0, max(gzip, deflate) >= identity else {
      best = nil
      return
    }
    best = gzip >= deflate ? .gzip : .deflate
  }
}
