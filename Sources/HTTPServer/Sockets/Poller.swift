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
  /// Becomes readable to end a wait.
  private let bell: Int32

  /// The token of no descriptor but the bell's, whose events mean nothing.
  private static let bellToken = UInt64.max

  init() throws(ServerError) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw .last("epoll_create1") }
    bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard bell >= 0, add(bell, token: Poller.bellToken) else { throw .last("eventfd") }
  }

  /// Watches a descriptor until it is closed. Its events carry `token`.
  func add(_ watched: Int32, token: UInt64) -> Bool {
    let all: Readiness = [.readable, .writable, .peerEnded]
    var event = epoll_event()
    event.events = all.rawValue | Poller.edgeTriggered
    event.data.u64 = token
    return epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0
  }

  /// The events that have happened; where there are none, waits so many milliseconds for one, or until the bell is rung.
  func poll(into events: UnsafeMutableBufferPointer<epoll_event>, patience milliseconds: Int32 = 0) -> Int {
    Int(max(0, epoll_wait(descriptor, events.baseAddress, Int32(clamping: events.count), milliseconds)))
  }

  /// Ends a wait that is under way, or the next one. May be called from any thread.
  func ring() {
    // Each write is an event, since the bell is watched for changes: nobody has to read what it counts.
    eventfd_write(bell, 1)
  }

  func close() {
    Glibc.close(bell)
    Glibc.close(descriptor)
  }

  private static let edgeTriggered = UInt32(EPOLLET.rawValue)
}
