import COpenSSL
import Glibc

/// One connection's side of TLS. The handshake happens inside the first reads.
final class TLSSession {
  let socket: Socket
  private let session: OpaquePointer
  private var hasFailed = false
  /// Whether the peer has sent an HTTP request where a handshake begins.
  private(set) var isSpokenToPlainly = false

  init?(_ session: OpaquePointer?, on socket: Socket) {
    guard let session else { return nil }
    self.session = session
    self.socket = socket
    SSL_set_fd(session, socket.descriptor)
    SSL_set_accept_state(session)
  }

  deinit { SSL_free(session) }

  var isHandshaking: Bool { SSL_is_init_finished(session) == 0 }

  /// Behind an error the bytes that still come mean nothing, and are given as they are.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    guard !hasFailed else { return socket.receive(into: buffer) }
    return transfer { SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count)) }
  }

  func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
    transfer { SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count)) }
  }

  /// Tells the peer by TLS, then by TCP, that nothing more comes. OpenSSL forbids the first after an error.
  func finishSending() {
    if !hasFailed, !isHandshaking {
      ERR_clear_error()
      SSL_shutdown(session)
    }
    socket.finishSending()
  }

  /// The one place where OpenSSL's outcomes become ours. Whether it waits to read or to write does not matter: every
  /// event on the socket leads to another attempt.
  private func transfer(_ body: () -> Int32) -> Transfer {
    ERR_clear_error()
    let count = body()
    if count > 0 { return .moved(Int(count), more: true) }
    switch SSL_get_error(session, count) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .blocked
    case SSL_ERROR_ZERO_RETURN: return .ended
    default:
      hasFailed = true
      isSpokenToPlainly = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST
      return .failed
    }
  }
}
