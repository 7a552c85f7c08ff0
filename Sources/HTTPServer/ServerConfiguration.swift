import Glibc
import HTTP

/// Where a server listens, and how much it bears.
public struct ServerConfiguration: Sendable {
  /// A name or a literal IPv4 or IPv6 address.
  public var host = "127.0.0.1"
  /// Zero takes any free port; `Server.start` says which.
  public var port: UInt16 = 8080
  /// Where other processes listen too: the socket that they share, in place of `host` and `port`.
  public var sharedSocket: ListeningSocket?
  /// How many connections the kernel completes before they are accepted; it caps this at `net.core.somaxconn`.
  public var backlog: Int32 = 4096
  /// How many connections are open at a time; further ones wait in the backlog.
  public var connections = 16384
  /// How many queues the connections are spread over.
  public var queues = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  public var limits = Limits()
  /// Bytes that the bodies of all requests that are not answered may take together. Beyond it: 503.
  public var bodyMemory = 256 * 1024 * 1024
  /// Bytes of large responses that clients may leave untaken together. Where there are more, the next one becomes a 503.
  public var responseMemory = 256 * 1024 * 1024
  public var timeouts = Timeouts()
  /// `nil` serves plain HTTP.
  public var tls: TLSConfiguration?
  /// Told, from any thread, what an operator should know.
  public var notice: @Sendable (ServerNotice) -> Void = { _ in }

  public init() {}
}

/// What an operator should know of a running server.
public enum ServerNotice: Equatable, Sendable {
  case certificateReloaded
  /// The files have changed and cannot be used; what was read before stays in use.
  case certificateRefused(ServerError)
}

/// Why a server cannot start.
public enum ServerError: Error, Equatable {
  /// No address belongs to the host.
  case unknownHost(String, reason: String)
  /// The address cannot be listened on: it is in use, foreign, or reserved.
  case cannotBind(host: String, port: UInt16, reason: String)
  /// A certificate, a key or a file of authorities cannot be used; without a file, TLS itself cannot be.
  case tls(file: String?, reason: String)
  /// The system gives no more of what a server needs.
  case system(call: String, reason: String)
}

extension ServerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownHost(let host, let reason): "no address for \(host): \(reason)"
    case .cannotBind(let host, let port, let reason): "cannot listen on \(host) port \(port): \(reason)"
    case .tls(let file, let reason): "TLS: \(file ?? "OpenSSL"): \(reason)"
    case .system(let call, let reason): "\(call): \(reason)"
    }
  }

  /// An error of the last system call.
  static func last(_ call: String) -> ServerError {
    .system(call: call, reason: String(cString: strerror(errno)))
  }
}
