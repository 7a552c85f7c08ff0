import ArgumentParser
import Glibc

struct Healthcheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask a server on this machine whether it is alive.",
    discussion: "Exit status: 0 where GET /healthz is answered with 200, else 1. For containers without an HTTP client."
  )

  @Option(help: "The server's port; by default PORT of the environment, else 8080.")
  var port: UInt16?

  func run() {
    let environment = Environment.current.value(of: "port").flatMap { UInt16($0) }
    let port = port ?? environment ?? 8080
    let statusLine = answer(port: port).prefix { $0 != "\r" }
    guard statusLine.hasPrefix("HTTP/1.1 200") else {
      fail(.negative, statusLine.isEmpty ? "no answer from port \(port)" : String(statusLine))
    }
  }

  /// The first bytes that the server answers, empty where it does not within three seconds.
  private func answer(port: UInt16) -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    limitWaiting(descriptor)
    guard connect(descriptor, port), send(descriptor) else { return "" }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  private func limitWaiting(_ descriptor: Int32) {
    var limit = timeval(tv_sec: 3, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  private func connect(_ descriptor: Int32, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private func send(_ descriptor: Int32) -> Bool {
    let request = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    return Glibc.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
  }
}
