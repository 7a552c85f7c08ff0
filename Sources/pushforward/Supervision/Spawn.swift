import FoundationEssentials
import Glibc

/// Starts workers: this executable again with the same arguments and environment, its number behind them.
///
/// With `posix_spawn`, since a process with threads must not go on in a child after `fork`.
struct Spawn {
  /// Descriptors of this process, out of the way of the places that they get in a worker.
  private let socket: Int32
  private let lifeline: Int32
  /// The end that is never written to.
  private let holdingEnd: Int32

  init?(socket: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    let moved = [socket, ends[0], ends[1]].map { fcntl($0, F_DUPFD_CLOEXEC, Inheritance.lifeline + 1) }
    for end in ends { close(end) }
    guard moved.allSatisfy({ $0 >= 0 }) else { return nil }
    (self.socket, lifeline, holdingEnd) = (moved[0], moved[1], moved[2])
  }

  /// Gives the socket up: what is spawned from now on could not listen.
  func closeSocket() {
    close(socket)
  }

  /// The process of a worker, or the error number.
  func callAsFunction(_ number: Int) -> Result<pid_t, SystemError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, socket, Inheritance.socket)
    posix_spawn_file_actions_adddup2(&actions, lifeline, Inheritance.lifeline)
    var attributes = Spawn.attributes()
    defer { posix_spawnattr_destroy(&attributes) }
    var process: pid_t = 0
    let arguments = (CommandLine.arguments + ["--\(ProcessOptions.workerOption)=\(number)"]).cStrings
    let environment = Spawn.environment.cStrings
    defer { for string in arguments + environment { free(string) } }
    let status = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, arguments, environment)
    return status == 0 ? .success(process) : .failure(SystemError(number: status))
  }

  /// The signals that workers handle are held from the first instruction on, so that none is lost or ends the process before it
  /// has set itself up. Those of a terminal reach the supervisor alone, which passes them on.
  private static func attributes() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var held = sigset_t(Signals.handled)
    posix_spawnattr_setsigmask(&attributes, &held)
    var usual = sigset_t(Signals.handled + [SIGPIPE])
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    return attributes
  }

  private static var environment: [String] {
    ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
  }
}

extension [String] {
  /// Copies as C has them, a null pointer behind the last. They are the caller's to free.
  fileprivate var cStrings: [UnsafeMutablePointer<CChar>?] { map { strdup($0) } + [nil] }
}
