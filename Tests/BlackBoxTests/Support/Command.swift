import Foundation

/// A program that a test runs to its end.
struct Command {
  let status: Int32
  /// What it wrote to standard output.
  let output: String
  /// What it wrote to standard error.
  let errors: String

  var everything: String { output + errors }

  /// Runs a program and waits for its end. The environment is the process's own without `PORT`, with `environment` over it.
  init(_ executable: URL, _ arguments: [String], _ environment: [String: String] = [:], input: Data = Data()) throws {
    let process = Process()
    let (outputPipe, errorPipe, inputPipe) = (Pipe(), Pipe(), Pipe())
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .filter { $0.key != "PORT" }.merging(environment) { _, given in given }
    process.currentDirectoryURL = Repository.root
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    process.standardInput = inputPipe
    let errorReader = Reader(errorPipe)
    try process.run()
    DispatchQueue.global().async { [handle = inputPipe.fileHandleForWriting] in
      try? handle.write(contentsOf: input)
      try? handle.close()
    }
    output = String(decoding: try outputPipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    errors = errorReader.text
    process.waitUntilExit()
    status = process.terminationStatus
  }
}

/// Reads a pipe on a thread of its own, so that a program which fills two pipes never waits for us.
private final class Reader: @unchecked Sendable {
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ pipe: Pipe) {
    Thread { [self] in
      data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
      done.signal()
    }.start()
  }

  /// All of it; waits for the end.
  var text: String {
    done.wait()
    return String(decoding: data, as: UTF8.self)
  }
}
