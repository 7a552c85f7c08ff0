import Foundation
import Testing

/// A virtual environment with packages from PyPI, in which others' software talks to ours.
///
/// Where it cannot be had the test that asks for it is cancelled, with the reason in its output: a machine without a way to
/// PyPI still runs all other tests.
struct PythonEnvironment {
  private let python: URL

  /// The environment called `name` with the given requirements, made by the first test that asks for it and kept for later runs.
  init(_ name: String, _ requirements: String...) throws {
    let script = Repository.root.appending(path: "scripts/python-environment")
    let made = try Command(script, [name] + requirements)
    if made.status == 75 {
      try Test.cancel("no Python environment with \(requirements.joined(separator: ", ")): \(made.errors.suffix(300))")
    }
    try #require(made.status == 0, "\(made.errors)")
    python = URL(filePath: made.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Runs a script of the repository.
  func run(_ script: String, _ arguments: String..., environment: [String: String] = [:]) throws -> Command {
    try Command(python, [Repository.root.appending(path: script).path] + arguments, environment)
  }

  /// Runs a program that a package of the environment brings.
  func run(program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Command {
    try Command(python.deletingLastPathComponent().appending(path: program), arguments, environment)
  }
}
