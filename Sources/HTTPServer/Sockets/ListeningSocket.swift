import Glibc

/// A socket that listens. A value that names a descriptor: who closes it says so.
public struct ListeningSocket: Sendable {
  public let descriptor: Int32
  /// The port that is listened on, also where any was asked for.
  public let port: UInt16

  /// Listens on the first address of the configuration's host that can be listened on.
  public init(_ configuration: ServerConfiguration) throws(ServerError) {
    var failure = ServerError.unknownHost(configuration.host, reason: "no address")
    for address in try SocketAddress.resolve(configuration.host, configuration.port) {
      do throws(ServerError) {
        descriptor = try ListeningSocket.listen(address, configuration)
        port = SocketAddress.localPort(of: descriptor)
        return
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Takes over a socket that another process listens on too.
  public init(inherited descriptor: Int32) throws(ServerError) {
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw .last("fcntl") }
    self.descriptor = descriptor
    port = SocketAddress.localPort(of: descriptor)
  }

  /// Listens no longer, unless another process does.
  public func close() {
    Glibc.close(descriptor)
  }

  private static func listen(_ address: SocketAddress, _ configuration: ServerConfiguration) throws(ServerError)
    -> Int32
  {
    let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .last("socket") }
    let socket = Socket(listening: descriptor)
    guard address.bind(descriptor), Glibc.listen(descriptor, configuration.backlog) == 0 else {
      let reason = String(cString: strerror(errno))
      socket.close()
      throw .cannotBind(host: configuration.host, port: configuration.port, reason: reason)
    }
    return descriptor
  }
}

/// An IPv4 or IPv6 address with a port.
struct SocketAddress {
  let family: Int32
  private let bytes: [UInt8]

  /// The addresses of a name or a literal.
  static func resolve(_ host: String, _ port: UInt16) throws(ServerError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    guard status == 0 else { throw .unknownHost(host, reason: String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }
    return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }
      .compactMap { $0.flatMap { SocketAddress($0.pointee) } }
  }

  private init?(_ info: addrinfo) {
    guard let address = info.ai_addr else { return nil }
    family = info.ai_family
    bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
  }

  func bind(_ descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { raw in
      guard let address = raw.bindMemory(to: sockaddr.self).baseAddress else { return false }
      return Glibc.bind(descriptor, address, socklen_t(raw.count)) == 0
    }
  }

  static func localPort(of descriptor: Int32) -> UInt16 {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
      // The port stands at the same place in the addresses of both families.
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
    }
  }
}
