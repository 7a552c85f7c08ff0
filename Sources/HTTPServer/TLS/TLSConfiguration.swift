/// What a server needs to speak TLS. Files are in PEM.
public struct TLSConfiguration: Equatable, Sendable {
  /// Which clients are served, after Mozilla's recommended configurations.
  public enum Policy: String, CaseIterable, Sendable {
    /// TLS 1.2 and 1.3: every client of the last ten years.
    case intermediate
    /// TLS 1.3 only.
    case modern
  }

  /// The server's certificate, with the intermediate ones behind it.
  public var certificate: String
  /// The private key of the certificate, without a pass phrase.
  public var key: String
  public var policy: Policy
  /// Certificates of authorities. Where it is given, a client must show a certificate that one of them signed.
  public var clientAuthorities: String?

  public init(certificate: String, key: String, policy: Policy = .intermediate, clientAuthorities: String? = nil) {
    self.certificate = certificate
    self.key = key
    self.policy = policy
    self.clientAuthorities = clientAuthorities
  }

  /// The files that the configuration names.
  var files: [String] { [certificate, key] + (clientAuthorities.map { [$0] } ?? []) }
}
