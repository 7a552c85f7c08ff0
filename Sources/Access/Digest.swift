import COpenSSL

/// The SHA-256 digest of a token: of one length whatever the token's.
struct Digest: Sendable {
  private let bytes: [UInt8]

  init(of token: some Collection<UInt8>) {
    let input = Array(token)
    var output = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256(input, input.count, &output)
    bytes = output
  }

  /// Takes the same time whatever the digests are.
  func isEqual(to other: Digest) -> Bool {
    CRYPTO_memcmp(bytes, other.bytes, bytes.count) == 0
  }
}
