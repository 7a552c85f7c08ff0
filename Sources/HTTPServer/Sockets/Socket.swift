import Glibc

/// What came of moving bytes.
enum Transfer: Equatable {
  /// So many bytes moved. `more` says that another attempt may move more without waiting.
  case moved(Int, more: Bool)
  /// None can be moved now; an event will say when.
  case blocked
  /// The peer sends nothing more.
  case ended
  /// The connection is gone.
  case failed
}

/// A connected, non-blocking stream socket. A value that names a descriptor: who closes it says so.
struct Socket {
  let descriptor: Int32

  /// Takes over an accepted descriptor: non-blocking, closed in child processes, and without Nagle's delay, since
  /// responses are written whole.
  init(accepted descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
  }

  /// Takes over a descriptor that is to listen. An address that a former server used is free at once.
  init(listening descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    set(SOL_SOCKET, SO_REUSEADDR, 1)
  }

  private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// A read that does not fill `buffer` has emptied the socket: what comes later makes a new event.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    while true {
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { return .moved(count, more: count == buffer.count) }
      if count == 0 { return .ended }
      if errno != EINTR { return Socket.outcome(of: errno) }
    }
  }

  /// `more` says that bytes follow at once, so that they may share a packet. A broken pipe is an error here, never a
  /// signal.
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Transfer {
    let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
    while true {
      let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
      if count >= 0 { return .moved(count, more: count == bytes.count) }
      if errno != EINTR { return Socket.outcome(of: errno) }
    }
  }

  /// Tells the peer that nothing more comes; it can still send.
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func close() {
    Glibc.close(descriptor)
  }

  private static func outcome(of error: Int32) -> Transfer {
    error == EAGAIN || error == EWOULDBLOCK ? .blocked : .failed
  }
}
