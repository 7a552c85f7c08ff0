/// How bytes travel between a connection and its peer. The rest of the server cannot tell the values apart.
enum Transport {
  case plain(Socket)

  var socket: Socket {
    switch self {
    case .plain(let socket): socket
    }
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    switch self {
    case .plain(let socket): socket.receive(into: buffer)
    }
  }

  /// `more` says that bytes follow at once.
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Transfer {
    switch self {
    case .plain(let socket): socket.send(bytes, more: more)
    }
  }

  /// Tells the peer that nothing more comes.
  func finishSending() {
    switch self {
    case .plain(let socket): socket.finishSending()
    }
  }

  func close() {
    switch self {
    case .plain(let socket): socket.close()
    }
  }
}
