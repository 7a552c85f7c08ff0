import Dispatch
import Glibc
import HTTP
import Synchronization

@testable import HTTPServer

/// What connections run over.
enum Wire: CaseIterable {
  case plain
  case tls
}

/// A server on a free port of the loopback interface, with a handler whose paths are what the tests need.
final class TestServer {
  let server: Server
  let port: UInt16
  let handler = TestHandler()
  private let wire: Wire
  private let certificates: Certificates?

  /// Another handler than `handler` answers where one is given.
  init(
    _ wire: Wire = .plain, answering: (any Handler)? = nil,
    _ configure: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    self.wire = wire
    certificates = wire == .tls ? try Certificates() : nil
    var configuration = ServerConfiguration()
    configuration.tls = certificates.map {
      TLSConfiguration(certificate: $0.certificate("server"), key: $0.key("server"))
    }
    configuration.port = 0
    configuration.queues = 2
    configure(&configuration)
    server = Server(configuration: configuration, handler: answering ?? handler)
    port = try server.start()
  }

  deinit { server.stop() }

  func client(receiveBuffer: Int32? = nil) throws -> Client {
    let options = certificates.map { TLSOptions(authority: $0.certificate("server")) }
    return try Client(port: port, tls: options, receiveBuffer: receiveBuffer)
  }
}

/// Answers by path: `/echo` the body, `/later` the body from another thread, `/size/N` N bytes, `/held` when released,
/// `/stall` after a while in which its loop does nothing else, `/lost` never, `/refused` before its body is there.
final class TestHandler: Handler {
  private let held = Mutex<[any Exchange]>([])
  let heldArrived = DispatchSemaphore(value: 0)
  let cancelled = DispatchSemaphore(value: 0)

  func handle(_ request: consuming Request, _ exchange: any Exchange) {
    let path = request.path.split(separator: "/").map(String.init)
    switch path.first {
    case "echo": exchange.respond(Response(.ok, contentType: "text/plain", body: request.body))
    case "later": respondLater(request, exchange)
    case "size": exchange.respond(Response(.ok, body: bytes(path.last.flatMap { Int($0) } ?? 0)))
    case "held": hold(exchange)
    case "stall":
      usleep(300_000)
      exchange.respond(Response(.ok, text: "stalled"))
    case "lost": break
    default: exchange.respond(Response(.notFound, text: "\(request.method) \(request.path)"))
    }
  }

  func refusal(of head: RequestHead) -> Response? {
    head.target.path == "/refused" ? Response(.serviceUnavailable, text: "refused") : nil
  }

  /// Answers everything that is held.
  func release() {
    let exchanges = held.withLock { held in
      defer { held = [] }
      return held
    }
    for exchange in exchanges { exchange.respond(Response(.ok, text: exchange.isCancelled ? "cancelled" : "held")) }
  }

  /// In pieces: one by one, twenty million take minutes under the thread sanitizer.
  private func bytes(_ count: Int) -> [UInt8] {
    let piece = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + piece.count)
    while bytes.count < count { bytes += piece }
    return Array(bytes.prefix(count))
  }

  private func respondLater(_ request: Request, _ exchange: any Exchange) {
    DispatchQueue.global().async {
      exchange.respond(Response(.ok, body: request.body))
      exchange.respond(Response(.internalServerError))
    }
  }

  private func hold(_ exchange: any Exchange) {
    exchange.onCancel { [cancelled] in cancelled.signal() }
    held.withLock { $0.append(exchange) }
    heldArrived.signal()
  }
}
