import Dispatch
import Glibc
import HTTPServer
import Logging
import Synchronization

/// The parent of worker processes. It holds the listening socket, so that clients find it open whatever becomes of the workers;
/// it puts another in the place of each that dies, and passes on the signals that it gets.
///
/// Nothing that a client sends comes near it: what kills a worker cannot reach it.
final class Supervisor: Sendable {
  private struct State {
    var workers: [Worker]
    var isEnding = false
    /// The highest exit code of the workers since the end has begun.
    var code: Int32 = 0

    var isEmpty: Bool { workers.allSatisfy { $0.process == nil } }
  }

  private let socket: ListeningSocket
  private let spawn: Spawn
  private let log: Logger
  private let sink: LineSink
  private let state: Mutex<State>
  /// Everything happens here, one thing after another.
  private let queue = DispatchQueue(label: "pushforward.supervisor")

  /// What the first worker in a place says by its exit code that another one would say too. One that takes a former one's place is
  /// tried again: a file that it needs may be about to be replaced.
  private static let hopeless: Set<Int32> = [64, ExitStatus.cannotBind.rawValue, ExitStatus.badConfiguration.rawValue]

  init(of count: Int, on socket: ListeningSocket, _ log: Logger, _ sink: LineSink) {
    guard let spawn = Spawn(socket: socket.descriptor) else {
      fail(.systemError, "pipe: \(SystemError(number: errno))")
    }
    (self.socket, self.spawn, self.log, self.sink) = (socket, spawn, log, sink)
    state = Mutex(State(workers: (1...max(1, count)).map(Worker.init)))
  }

  /// Starts the workers and looks after them until a signal ends the process.
  func run() -> Never {
    var sources = [SIGTERM, SIGINT].map { number in Signals.handle(number, on: queue) { self.end(number) } }
    sources.append(Signals.handle(SIGHUP, on: queue) { self.pass(SIGHUP) })
    sources.append(Signals.handle(SIGCHLD, on: queue) { self.reap() })
    queue.async { for place in self.state.withLock({ $0.workers.indices }) { self.start(place) } }
    withExtendedLifetime(sources) { dispatchMain() }
  }
}

// MARK: - Workers

extension Supervisor {
  private func start(_ place: Int) {
    let number = state.withLock { $0.isEnding ? nil : $0.workers[place].number }
    guard let number else { return }
    switch spawn(number) {
    case .success(let process):
      state.withLock { $0.workers[place].started(process) }
      log.info("worker \(number) is process \(process)")
    case .failure(let error):
      log.error("worker \(number) cannot be started: \(error)")
      replace(place)
    }
  }

  /// Takes note of every process that has ended. One signal may stand for several.
  private func reap() {
    var status: Int32 = 0
    while true {
      let process = waitpid(-1, &status, WNOHANG)
      guard process > 0 else { return }
      let place = state.withLock { state in state.workers.firstIndex { $0.process == process } }
      if let place { ended(place, Ending(status)) }
    }
  }

  private func ended(_ place: Int, _ ending: Ending) {
    let (worker, isEnding) = state.withLock { ($0.workers[place], $0.isEnding) }
    if isEnding || (worker.isFirst && Self.hopeless.contains(ending.code)) { return finish(place, ending) }
    log.error("worker \(worker.number) ended with \(ending); another takes its place")
    replace(place)
  }

  private func replace(_ place: Int) {
    let pause = state.withLock { $0.workers[place].ended() }
    guard pause > .zero else { return start(place) }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(pause / .milliseconds(1)))) { self.start(place) }
  }
}

// MARK: - The end

extension Supervisor {
  /// Asks the workers to end as a signal asked the supervisor, and takes no part in listening any more. A second signal is passed
  /// on like the first: it ends them at once.
  private func end(_ signal: Int32) {
    let (isFirst, isOver) = state.withLock { state in
      defer { state.isEnding = true }
      return (!state.isEnding, state.isEmpty)
    }
    if isFirst {
      spawn.closeSocket()
      socket.close()
    }
    if isOver { exit() }
    pass(signal)
  }

  private func pass(_ signal: Int32) {
    for process in state.withLock({ $0.workers.compactMap(\.process) }) { kill(process, signal) }
  }

  /// A worker will not be replaced. The last one's end is the supervisor's: with the highest of their exit codes.
  private func finish(_ place: Int, _ ending: Ending) {
    let (wasEnding, isLast) = state.withLock { state in
      _ = state.workers[place].ended()
      state.code = max(state.code, ending.code)
      return (state.isEnding, state.isEmpty)
    }
    if isLast { exit() }
    if !wasEnding { end(SIGTERM) }
  }

  private func exit() -> Never {
    sink.flush()
    Glibc.exit(state.withLock { $0.code })
  }
}
