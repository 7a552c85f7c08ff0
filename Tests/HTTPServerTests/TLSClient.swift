import COpenSSL

/// What a TLS client asks for.
struct TLSOptions {
  var authority: String?
  var version: Int32?
  var protocols: [String] = []
  /// Certificate and key to show.
  var identity: (certificate: String, key: String)?
  var session: TLSTicket?
}

/// A session that can be resumed.
final class TLSTicket {
  let pointer: OpaquePointer
  init(_ pointer: OpaquePointer) { self.pointer = pointer }
  deinit { SSL_SESSION_free(pointer) }
}

/// The client's side of TLS on a blocking socket.
final class TLSClient {
  private let context: OpaquePointer
  private let session: OpaquePointer

  struct Refused: Error {}

  init(descriptor: Int32, _ options: TLSOptions) throws {
    guard let context = SSL_CTX_new(TLS_client_method()), let session = SSL_new(context) else { throw Refused() }
    self.context = context
    self.session = session
    SSL_set_fd(session, descriptor)
    configure(options)
    ERR_clear_error()
    guard SSL_connect(session) == 1 else { throw Refused() }
  }

  deinit {
    SSL_free(session)
    SSL_CTX_free(context)
  }

  var version: String { String(cString: SSL_get_version(session)) }
  var isResumed: Bool { SSL_session_reused(session) == 1 }
  /// Under TLS 1.3 the ticket comes with the first response.
  var ticket: TLSTicket? { SSL_get1_session(session).map { TLSTicket($0) } }

  var selectedProtocol: String? {
    var name: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    SSL_get0_alpn_selected(session, &name, &length)
    return name.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(length)), as: UTF8.self) }
  }

  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    Int(SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count)))
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    Int(SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count)))
  }

  func finishSending() {
    SSL_shutdown(session)
  }

  private func configure(_ options: TLSOptions) {
    if let authority = options.authority {
      SSL_CTX_load_verify_locations(context, authority, nil)
      SSL_set_verify(session, SSL_VERIFY_PEER, nil)
    }
    if let version = options.version { SSL_ctrl(session, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil) }
    let list = options.protocols.flatMap { [UInt8(clamping: $0.utf8.count)] + Array($0.utf8) }
    if !list.isEmpty { SSL_set_alpn_protos(session, list, UInt32(list.count)) }
    if let identity = options.identity {
      SSL_use_certificate_file(session, identity.certificate, SSL_FILETYPE_PEM)
      SSL_use_PrivateKey_file(session, identity.key, SSL_FILETYPE_PEM)
    }
    if let ticket = options.session { SSL_set_session(session, ticket.pointer) }
  }
}
