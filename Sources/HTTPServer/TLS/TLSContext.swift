// What the policies mean (wiki.mozilla.org, Security/Server Side TLS, version 5):
//
//   intermediate   TLS 1.2 and 1.3, forward secrecy and AEAD only. Of Mozilla's list the suites with finite-field
//                  Diffie-Hellman are left out: no client of the last ten years needs them, and their key exchange
//                  lets a client make the server work a hundred times harder than itself.
//   modern         TLS 1.3 only, whose suites OpenSSL lists by itself
//   both           X25519, P-256, P-384; no renegotiation; AES before ChaCha20, unless a client prefers that, as those
//                  without AES instructions do

import COpenSSL

/// An OpenSSL context: certificate, key and policy, for any number of sessions at once.
///
/// `@unchecked Sendable`: after `init` nothing changes it but OpenSSL, which locks.
final class TLSContext: @unchecked Sendable {
  private let context: OpaquePointer

  private static let suites = [
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
  ]
  private static let groups = "X25519:P-256:P-384"
  /// Sessions are resumed only where they began: with this program.
  private static let sessionContext = Array("pushforward".utf8)

  /// Reads the files. With `earlier`, sessions that began with that context can be resumed with this one.
  init(_ configuration: TLSConfiguration, resuming earlier: TLSContext? = nil) throws(ServerError) {
    ERR_clear_error()
    guard let context = SSL_CTX_new(TLS_server_method()) else { throw .tls(file: nil) }
    self.context = context
    try setPolicy(configuration.policy)
    try load(configuration)
    if let authorities = configuration.clientAuthorities { try requireClients(authorities) }
    SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    if let earlier { takeTicketKeys(of: earlier) }
  }

  deinit { SSL_CTX_free(context) }

  /// A session for an accepted socket.
  func session(on socket: Socket) -> TLSSession? {
    TLSSession(SSL_new(context), on: socket)
  }

  private func setPolicy(_ policy: TLSConfiguration.Policy) throws(ServerError) {
    let oldest = policy == .modern ? TLS1_3_VERSION : TLS1_2_VERSION
    control(SSL_CTRL_SET_MIN_PROTO_VERSION, Int(oldest))
    // A blocked write is repeated from another buffer, and records are freed while a connection idles.
    control(
      SSL_CTRL_MODE,
      Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS))
    SSL_CTX_set_options(context, COpenSSL_OP_NO_RENEGOTIATION | COpenSSL_OP_OWN_ORDER)
    control(SSL_CTRL_SET_READ_AHEAD, 1)
    let suites = SSL_CTX_set_cipher_list(context, TLSContext.suites.joined(separator: ":"))
    var groups = Array(TLSContext.groups.utf8CString)
    guard suites == 1, SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, &groups) == 1 else { throw .tls(file: nil) }
  }

  private func load(_ configuration: TLSConfiguration) throws(ServerError) {
    // Without this OpenSSL would ask the terminal for a pass phrase.
    SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
    guard SSL_CTX_use_certificate_chain_file(context, configuration.certificate) == 1 else {
      throw .tls(file: configuration.certificate)
    }
    guard SSL_CTX_use_PrivateKey_file(context, configuration.key, SSL_FILETYPE_PEM) == 1 else {
      throw .tls(file: configuration.key)
    }
    SSL_CTX_set_session_id_context(context, TLSContext.sessionContext, UInt32(TLSContext.sessionContext.count))
  }

  private func requireClients(_ authorities: String) throws(ServerError) {
    guard SSL_CTX_load_verify_locations(context, authorities, nil) == 1,
      let names = SSL_load_client_CA_file(authorities)
    else { throw .tls(file: authorities) }
    SSL_CTX_set_client_CA_list(context, names)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
  }

  private func takeTicketKeys(of earlier: TLSContext) {
    let size = SSL_CTX_ctrl(earlier.context, SSL_CTRL_GET_TLSEXT_TICKET_KEYS, 0, nil)
    var keys = [UInt8](repeating: 0, count: max(0, size))
    guard SSL_CTX_ctrl(earlier.context, SSL_CTRL_GET_TLSEXT_TICKET_KEYS, keys.count, &keys) == 1 else { return }
    SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, keys.count, &keys)
  }

  private func control(_ command: Int32, _ value: Int) {
    SSL_CTX_ctrl(context, command, value, nil)
  }
}

/// Takes `http/1.1` from the list that a client offers. A client that speaks only something else is told so at once
/// (RFC 7301 section 3.2).
private func selectProtocol(
  _: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ length: UnsafeMutablePointer<UInt8>?,
  _ offered: UnsafePointer<UInt8>?, _ count: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
  let ours = Array("http/1.1".utf8)
  let list = UnsafeBufferPointer(start: offered, count: Int(count))
  var position = 0
  while position < list.count {
    let name = list[(position + 1)...].prefix(Int(list[position]))
    if name.elementsEqual(ours) {
      selected?.pointee = offered?.advanced(by: position + 1)
      length?.pointee = list[position]
      return SSL_TLSEXT_ERR_OK
    }
    position += 1 + Int(list[position])
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}

extension ServerError {
  /// The error that OpenSSL reports, about a file or about itself.
  static func tls(file: String?) -> ServerError {
    let reason = ERR_reason_error_string(ERR_peek_error()).map { String(cString: $0) } ?? "unknown error"
    ERR_clear_error()
    return .tls(file: file, reason: reason)
  }
}
