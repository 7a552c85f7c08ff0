import CLinux
import Glibc

/// What a descriptor is ready for.
struct Readiness: OptionSet {
  let rawValue: UInt32

  static let readable = Readiness(rawValue: UInt32(EPOLLIN.rawValue))
  static let writable = Readiness(rawValue: UInt32(EPOLLOUT.rawValue))
  /// The peer has shut its sending side.
  static let peerEnded = Readiness(rawValue: UInt32(EPOLLRDHUP.rawValue))
  static let failed = Readiness(rawValue: UInt32(EPOLLERR.rawValue) | UInt32(EPOLLHUP.rawValue))
}

/// A set of descriptors that are watched for changes of their readiness. Each is registered once, for everything and
/// edge-triggered, so that no system call is spent on changing what is watched.
struct Poller {
  let descriptor: Int32

  init() throws(ServerError) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw .last("epoll_create1") }
  }

  /// Watches a descriptor until it is closed. Its events carry `token`.
  func add(_ watched: Int32, token: UInt64) -> Bool {
    let all: Readiness = [.readable, .writable, .peerEnded]
    var event = epoll_event()
    event.events = all.rawValue | Poller.edgeTriggered
    event.data.u64 = token
    return epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0
  }

  /// The events that have happened, without waiting for one.
  func poll(into events: UnsafeMutableBufferPointer<epoll_event>) -> Int {
    Int(max(0, epoll_wait(descriptor, events.baseAddress, Int32(clamping: events.count), 0)))
  }

  func close() {
    Glibc.close(descriptor)
  }

  private static let edgeTriggered = UInt32(EPOLLET.rawValue)
}
