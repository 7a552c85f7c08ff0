import COpenSSL
import Glibc

/// Keys and certificates made for one test, in a directory that goes with it. A certificate signs itself and so is its
/// own authority.
final class Certificates {
  let directory: String

  struct Unavailable: Error {}

  init() throws {
    var path = Array("/tmp/pushforward-test-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { throw Unavailable() }
    directory = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try make("server")
  }

  deinit {
    for name in ["server", "client"] {
      unlink(certificate(name))
      unlink(key(name))
    }
    rmdir(directory)
  }

  func certificate(_ name: String) -> String { "\(directory)/\(name).pem" }
  func key(_ name: String) -> String { "\(directory)/\(name).key" }

  /// Writes a new key on P-256 and its certificate; files of the same name are replaced.
  func make(_ name: String) throws {
    let key = try Certificates.key()
    defer { EVP_PKEY_free(key) }
    let certificate = try Certificates.certificate(name, key)
    defer { X509_free(certificate) }
    try write(self.key(name)) { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    try write(self.certificate(name)) { PEM_write_bio_X509($0, certificate) }
  }

  func overwrite(_ path: String, with text: String) throws {
    try write(path) { BIO_puts($0, text) }
  }

  private func write(_ path: String, _ body: (OpaquePointer) -> Int32) throws {
    guard let file = BIO_new_file(path, "w") else { throw Unavailable() }
    defer { BIO_free(file) }
    guard body(file) > 0 else { throw Unavailable() }
  }

  private static func key() throws -> OpaquePointer {
    let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
      EVP_PKEY_generate(context, &key) == 1, let key
    else { throw Unavailable() }
    return key
  }

  private static func certificate(_ name: String, _ key: OpaquePointer) throws -> OpaquePointer {
    guard let certificate = X509_new(), let subject = X509_get_subject_name(certificate) else { throw Unavailable() }
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600)
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600)
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
    X509_set_issuer_name(certificate, subject)
    X509_set_pubkey(certificate, key)
    guard X509_sign(certificate, key, EVP_sha256()) > 0 else { throw Unavailable() }
    return certificate
  }
}
