/// How bytes travel between a connection and its peer. The rest of the server cannot tell the values apart.
enum Transport {
  case plain(Socket)
  case secure(TLSSession)

  var socket: Socket {
    switch self {
    case .plain(let socket): socket
    case .secure(let session): session.socket
    }
  }

  /// Whether nothing can be received or sent before the peers have agreed on keys.
  var isHandshaking: Bool {
    switch self {
    case .plain: false
    case .secure(let session): session.isHandshaking
    }
  }

  var isSecure: Bool {
    switch self {
    case .plain: false
    case .secure: true
    }
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    switch self {
    case .plain(let socket): socket.receive(into: buffer)
    case .secure(let session): session.receive(into: buffer)
    }
  }

  /// `more` says that bytes follow at once.
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Transfer {
    switch self {
    case .plain(let socket): socket.send(bytes, more: more)
    case .secure(let session): session.send(bytes)
    }
  }

  /// Tells the peer that nothing more comes.
  func finishSending() {
    switch self {
    case .plain(let socket): socket.finishSending()
    case .secure(let session): session.finishSending()
    }
  }

  func close() {
    socket.close()
  }
}
