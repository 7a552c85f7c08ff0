// What must not stop an acceptor, and why:
//
//   ECONNABORTED, EPROTO     the client went away while it waited; the next one may be fine
//   EINTR                    a signal; try again
//   EMFILE, ENFILE           no descriptor is left. The reserved one is given up to accept the client and close its
//                            connection, so that it learns at once; leaving it in the backlog would make the source
//                            fire again and again
//   ENOBUFS, ENOMEM          the kernel has no memory; wait a moment
//
// Where as many connections are open as may be, further ones wait in the backlog.

import Dispatch
import Glibc

/// A listening socket on a queue, which hands over every connection that it accepts.
///
/// `@unchecked Sendable`: everything but `init` and the constants happens on `queue`.
final class Listener: @unchecked Sendable {
  /// The port that is listened on, also where any was asked for.
  let port: UInt16
  private let descriptor: Int32
  private let queue: DispatchQueue
  private var source: (any DispatchSourceRead)?
  private let counters: Counters
  private let capacity: Int
  private let burst: Int
  private let accepted: @Sendable (Int32) -> Void
  private var reserve = Listener.openReserve()
  private var isPaused = false
  private var isClosed = false
  private var whenClosed: [@Sendable () -> Void] = []

  private static let pause = DispatchTimeInterval.milliseconds(100)
  /// How many connections are accepted before the queue's other work gets its turn. Of a socket that other processes listen on
  /// too, one: so each gets its share.
  private static let burst = 64

  init(
    _ configuration: ServerConfiguration, counters: Counters, accepted: @escaping @Sendable (Int32) -> Void
  ) throws(ServerError) {
    let socket = if let shared = configuration.sharedSocket { shared } else { try ListeningSocket(configuration) }
    descriptor = socket.descriptor
    port = socket.port
    burst = configuration.sharedSocket == nil ? Listener.burst : 1
    self.counters = counters
    capacity = configuration.connections
    self.accepted = accepted
    queue = DispatchQueue(label: "pushforward.listener")
  }

  deinit {
    if !isClosed { Glibc.close(descriptor) }
    Glibc.close(reserve)
  }

  /// Begins to accept. The source keeps the listener alive until it is cancelled.
  func start() {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler { self.acceptAll(limit: self.burst) }
    source.setCancelHandler { self.finishClosing() }
    source.resume()
    self.source = source
  }

  /// Takes what has been waiting, then listens no longer. May be called from any thread.
  func close(_ done: @escaping @Sendable () -> Void) {
    queue.async {
      guard !self.isClosed else { return done() }
      self.acceptAll(limit: .max)
      self.whenClosed.append(done)
      self.source?.cancel()
      self.resumeIfPaused()
    }
  }

  private func finishClosing() {
    Glibc.close(descriptor)
    isClosed = true
    source = nil
    for done in whenClosed { done() }
    whenClosed = []
  }

  private func acceptAll(limit: Int) {
    guard !isPaused else { return }
    for _ in 0..<limit {
      guard counters.openConnections < capacity else { return pauseForAMoment() }
      let client = accept(descriptor, nil, nil)
      if client >= 0 {
        counters.connectionOpened()
        accepted(client)
      } else if !survives(errno) {
        return
      }
    }
  }

  /// Whether another connection may be accepted at once.
  private func survives(_ error: Int32) -> Bool {
    switch error {
    case EINTR, ECONNABORTED, EPROTO: return true
    case EMFILE, ENFILE: return dropOne()
    case ENOBUFS, ENOMEM:
      pauseForAMoment()
      return false
    default: return false
    }
  }

  private func dropOne() -> Bool {
    Glibc.close(reserve)
    let client = accept(descriptor, nil, nil)
    if client >= 0 {
      Glibc.close(client)
      counters.connectionDropped()
    }
    reserve = Listener.openReserve()
    if reserve < 0 { pauseForAMoment() }
    return client >= 0 && reserve >= 0
  }

  private func pauseForAMoment() {
    isPaused = true
    source?.suspend()
    queue.asyncAfter(deadline: .now() + Listener.pause) { self.resumeIfPaused() }
  }

  private func resumeIfPaused() {
    guard isPaused, !isClosed else { return }
    if reserve < 0 { reserve = Listener.openReserve() }
    isPaused = false
    source?.resume()
  }

  private static func openReserve() -> Int32 {
    open("/dev/null", O_RDONLY | O_CLOEXEC)
  }
}
