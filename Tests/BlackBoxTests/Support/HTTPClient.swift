import Foundation

struct ClientError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What a server answered.
struct Answer {
  var status: Int
  /// Names in lower case.
  var fields: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The text as documents show it.
  var masked: String { TraceMask.masked(text) }

  var tree: Tree {
    get throws { try Tree(parsing: masked) }
  }
}

/// A blocking HTTP/1.1 client, small enough to be seen through: one connection a request.
struct HTTPClient {
  let port: UInt16

  func get(_ path: String) throws -> Answer { try send("GET", path, fields: [], body: []) }

  func post(_ path: String, _ body: String) throws -> Answer { try post(path, Array(body.utf8)) }

  func post(_ path: String, _ body: [UInt8]) throws -> Answer {
    try send("POST", path, fields: ["Content-Type: application/json"], body: body)
  }

  func send(_ method: String, _ path: String, fields: [String], body: [UInt8]) throws -> Answer {
    let connection = try Connection(port: port)
    let head =
      ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close", "Content-Length: \(body.count)"]
      + fields
    try connection.send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    return try connection.answer()
  }

  /// The result of a JSON-RPC call.
  func call(_ method: String, _ parameters: Tree) throws -> Tree {
    let reply = try reply(to: method, parameters)
    guard let result = reply["result"] else { throw ClientError("\(method) failed: \(try reply.text)") }
    return result
  }

  /// The whole reply to a JSON-RPC call, whether it succeeded or not.
  func reply(to method: String, _ parameters: Tree) throws -> Tree {
    let call: Tree = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": parameters]
    return try post("/rpc", call.text).tree
  }
}

/// A connected socket that is closed with this value.
final class Connection {
  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects to the loopback interface; a read that waits for longer than a minute fails.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ClientError("no socket: errno \(errno)") }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw ClientError("no connection to port \(port): errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Tells the server that nothing more comes.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw ClientError("cannot send: errno \(errno)") }
      sent += count
    }
  }

  /// Reads one response whose body is framed by `Content-Length`.
  func answer() throws -> Answer {
    let end = try endOfHead()
    let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    received.removeFirst(end + 4)
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw ClientError("no status line: \(lines)")
    }
    let fields = lines.dropFirst().compactMap(Self.field)
    var answer = Answer(status: status, fields: Dictionary(fields, uniquingKeysWith: { $0 + ", " + $1 }), body: [])
    let length = answer.fields["content-length"].flatMap { Int($0) } ?? 0
    while received.count < length { try receive() }
    answer.body = Array(received.prefix(length))
    received.removeFirst(length)
    return answer
  }

  private static func field(_ line: String) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
  }

  private func endOfHead() throws -> Int {
    while true {
      let blank = received.indices.dropLast(3).first { received[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
      if let blank { return blank }
      try receive()
    }
  }

  private func receive() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { throw ClientError(count == 0 ? "the server closed the connection" : "errno \(errno)") }
    received += chunk.prefix(count)
  }
}
