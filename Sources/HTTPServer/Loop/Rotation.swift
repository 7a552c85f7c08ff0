import Synchronization

/// Gives each new connection to the next loop.
final class Rotation: Sendable {
  private let loops: [EventLoop]
  private let credentials: TLSCredentials?
  private let next = Atomic(0)

  /// There is at least one loop. With credentials, connections speak TLS.
  init(_ loops: [EventLoop], _ credentials: TLSCredentials?) {
    self.loops = loops
    self.credentials = credentials
  }

  func adopt(_ descriptor: Int32) {
    let turn = next.wrappingAdd(1, ordering: .relaxed).newValue
    let loop = loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    loop.async { [credentials] in $0.adopt(descriptor, credentials?.context) }
  }
}
