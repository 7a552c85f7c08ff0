import Foundation

/// The built binary, serving on an ephemeral port of the loopback interface.
///
/// The binary is looked for beside the test runner, where the package manager puts both; the environment variable
/// `PUSHFORWARD_BINARY` names another one.
final class ServerProcess {
  let port: UInt16
  private let process: Process
  private let log: URL

  /// Starts the server and waits until its log says the port.
  ///
  /// - Parameter openFiles: how many descriptors it may have; nil where the system says.
  init(
    arguments: [String] = ["serve", "--host", "127.0.0.1", "--port", "0"], environment: [String: String] = [:],
    openFiles: Int? = nil
  ) throws {
    log = FileManager.default.temporaryDirectory.appending(path: "pushforward-\(UUID().uuidString).log")
    var command = try [Self.binary.path] + arguments
    if let openFiles { command = ["/usr/bin/prlimit", "--nofile=\(openFiles)"] + command }
    process = try Self.started(command, environment, log)
    port = try Self.port(in: log, of: process)
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: log)
  }

  /// Runs `body` against a fresh server and ends it.
  static func serving<Result>(_ body: (ServerProcess) throws -> Result) throws -> Result {
    let server = try ServerProcess()
    defer { server.process.terminate() }
    return try body(server)
  }

  /// A server with the models of `examples/models`.
  static func withExampleModels() throws -> ServerProcess {
    let folder = Repository.root.appending(path: "examples/models").path
    return try ServerProcess(arguments: ["serve", "--host", "127.0.0.1", "--port", "0", "--models", folder])
  }

  var client: HTTPClient { HTTPClient(port: port) }

  /// What the server has logged so far.
  var logged: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// Bytes of the process in memory, as its metrics say.
  var residentByteCount: Int {
    get throws {
      let line = try client.get("/metrics").text.split(separator: "\n")
        .first { $0.hasPrefix("process_resident_memory_bytes ") }
      guard let number = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
        throw ClientError("the metrics do not say the resident memory")
      }
      return Int(number)
    }
  }

  /// Has the system forget how much memory the process has taken at the most: from now on it counts anew.
  func forgetPeakMemory() throws {
    try Data("5".utf8).write(to: URL(filePath: "/proc/\(process.processIdentifier)/clear_refs"))
  }

  /// Bytes that the process has taken at the most.
  var peakByteCount: Int {
    get throws {
      let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      guard let number = status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap({ Int($0.1) }) else {
        throw ClientError("the system does not say the process's memory")
      }
      return number * 1024
    }
  }

  /// Sends SIGTERM and waits for the end.
  ///
  /// - Returns: the exit code.
  func stop() -> Int32 {
    terminate()
    return wait()
  }

  /// Sends SIGTERM.
  func terminate() { process.terminate() }

  /// Sends SIGHUP.
  func hangUp() { kill(process.processIdentifier, SIGHUP) }

  /// Sends SIGKILL, which cannot be handled.
  func killAtOnce() { kill(process.processIdentifier, SIGKILL) }

  /// The worker processes that the log tells of, the dead ones too, in the order of their start.
  var workers: [pid_t] { logged.matches(of: /worker \d+ is process (\d+)/).compactMap { pid_t($0.1) } }

  /// Sends SIGINT.
  func interrupt() { process.interrupt() }

  /// Waits for the end.
  ///
  /// - Returns: the exit code.
  func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  static var binary: URL {
    get throws {
      if let path = ProcessInfo.processInfo.environment["PUSHFORWARD_BINARY"] { return URL(filePath: path) }
      let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: runner).deletingLastPathComponent().appending(path: "pushforward")
    }
  }

  private static func started(_ command: [String], _ environment: [String: String], _ log: URL) throws -> Process {
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment
      .filter { $0.key != "PORT" }.merging(environment) { _, given in given }
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try withoutBlockedSignals { try process.run() }
    return process
  }

  /// A child inherits the signal mask of the thread that starts it, and the test runner's threads block SIGTERM.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &usual)
    defer { pthread_sigmask(SIG_SETMASK, &usual, nil) }
    try body()
  }

  private static func port(in log: URL, of process: Process) throws -> UInt16 {
    for _ in 0..<1000 {
      let text = try String(contentsOf: log, encoding: .utf8)
      if let match = text.firstMatch(of: /127\.0\.0\.1:([0-9]+)/), let port = UInt16(match.1) { return port }
      guard process.isRunning else { throw ClientError("the server ended at once: \(text)") }
      usleep(10_000)
    }
    process.terminate()
    throw ClientError("the server does not say its port")
  }
}
