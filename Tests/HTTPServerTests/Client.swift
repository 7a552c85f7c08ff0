import Glibc

/// A blocking client, plain or over TLS, for what no HTTP library would send.
final class Client {
  let descriptor: Int32
  private(set) var tls: TLSClient?
  private var received: [UInt8] = []

  /// What a client saw of a response.
  struct Reply: Equatable {
    var status = 0
    var head = ""
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    func field(_ name: String) -> String? {
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
  }

  init(port: UInt16, tls options: TLSOptions? = nil, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    // A guard against a test that would wait for ever; no test depends on its length.
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(call: "connect", error: errno) }
    tls = try options.map { try TLSClient(descriptor: descriptor, $0) }
  }

  deinit { Glibc.close(descriptor) }

  struct Failure: Error, Equatable {
    var call: String
    var error: Int32
  }

  /// Sends everything; false where the server no longer takes it.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { send(UnsafeRawBufferPointer(rebasing: $0.dropFirst(offset))) }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    tls?.send(bytes) ?? Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
  }

  func finishSending() {
    tls?.finishSending()
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Closes with a reset, as a client that crashes does.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// The next response; `nil` where the connection ends before it is whole.
  func receive(toHead: Bool = false) -> Reply? {
    while true {
      if let reply = takeReply(toHead) { return reply }
      guard fill() else { return nil }
    }
  }

  /// Whether the server has closed its side and nothing is left to read.
  func isAtEnd() -> Bool {
    received.isEmpty && !fill()
  }

  private func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = buffer.withUnsafeMutableBytes {
      tls?.receive(into: $0) ?? recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count > 0 else { return false }
    received += buffer.prefix(count)
    return true
  }

  private func takeReply(_ toHead: Bool) -> Reply? {
    guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    var reply = Reply(head: String(decoding: received[..<end.lowerBound], as: UTF8.self))
    reply.status = Int(reply.head.dropFirst(9).prefix(3)) ?? 0
    let length = toHead ? 0 : reply.field("content-length").flatMap { Int($0) } ?? 0
    guard received.count >= end.upperBound + length else { return nil }
    reply.body = Array(received[end.upperBound..<end.upperBound + length])
    received.removeFirst(end.upperBound + length)
    return reply
  }
}
