import Synchronization

/// Gives each new connection to the next loop.
final class Rotation: Sendable {
  private let loops: [EventLoop]
  private let next = Atomic(0)

  /// There is at least one loop.
  init(_ loops: [EventLoop]) {
    self.loops = loops
  }

  func adopt(_ descriptor: Int32) {
    let turn = next.wrappingAdd(1, ordering: .relaxed).newValue
    let loop = loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    loop.async { $0.adopt(.plain(Socket(accepted: descriptor))) }
  }
}
