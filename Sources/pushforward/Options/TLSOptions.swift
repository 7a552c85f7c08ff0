import ArgumentParser
import HTTPServer

struct TLSOptions: ParsableArguments {
  @Option(help: "A PEM file with the certificate; serves HTTPS.")
  var tlsCertificate: String?
  @Option(help: "A PEM file with the certificate's private key.")
  var tlsKey: String?
  @Option(
    help: "Which clients are served: \(TLSConfiguration.Policy.allCases.map(\.rawValue).joined(separator: ", ")).")
  var tlsPolicy = TLSConfiguration.Policy.intermediate
  @Option(help: "A PEM file with the authorities that clients' certificates must be signed by.")
  var tlsClientCA: String?

  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key go together")
    }
    guard tlsClientCA == nil || tlsKey != nil else { throw ValidationError("--tls-client-ca needs --tls-certificate") }
  }
}

extension TLSOptions {
  var scheme: String { tlsCertificate == nil ? "http" : "https" }

  var configuration: TLSConfiguration? {
    guard let tlsCertificate, let tlsKey else { return nil }
    return TLSConfiguration(
      certificate: tlsCertificate, key: tlsKey, policy: tlsPolicy, clientAuthorities: tlsClientCA)
  }
}

extension TLSConfiguration.Policy: ExpressibleByArgument {}
