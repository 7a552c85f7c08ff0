import Foundation
import Testing

/// Tesseract, as its SDK, Tesseract-JAX and anybody with an HTTP client see it.
@Suite("Tesseract")
struct TesseractTests {
  private func python() throws -> PythonEnvironment {
    try PythonEnvironment("tesseract", "tesseract-core[runtime]~=1.0", "tesseract-jax~=0.2")
  }

  @Test func `the SDK and JAX differentiate stored models`() throws {
    let python = try python()
    let server = try ServerProcess.withExampleModels()
    let run = try python.run("Tests/BlackBoxTests/Clients/tesseract_client.py", "http://127.0.0.1:\(server.port)")
    #expect(run.output == "tesseract: ok\n", "\(run.everything)")
    #expect(server.stop() == 0)
  }

  /// Inputs at which the runtime compares derivatives with differences of values, and how far apart these are: a model of 32 bits
  /// has no digits for small steps.
  private static let checks: [(model: String, step: String, inputs: [String])] = [
    ("rosenbrock", "1e-4", [#"{"x": [0.3, -0.7]}"#, #"{"x": [-1.2, 1.0]}"#, #"{"x": [2.5, 0.1]}"#]),
    ("banana", "1e-4", [#"{"x": [0.3, -0.7]}"#, #"{"x": [-2.0, 1.5]}"#]),
    ("decay", "1e-4", [#"{"amplitude": 2.0, "rate": 0.3}"#, #"{"amplitude": -0.5, "rate": 1.7}"#]),
    ("surrogate", "1e-2", [#"{"x": [[0.3, -0.7]]}"#, #"{"x": [[0.1, 0.2], [1.0, -1.5], [-0.4, 0.8]]}"#]),
  ]

  @Test func `the runtime's check of gradients finds no failure`() throws {
    let python = try python()
    let server = try ServerProcess.withExampleModels()
    for check in Self.checks {
      let environment = [
        "TESSERACT_API_PATH": Repository.root.appending(path: "Tests/BlackBoxTests/Clients/tesseract_shim.py").path,
        "PUSHFORWARD_TESSERACT": "http://127.0.0.1:\(server.port)/tesseract/\(check.model)",
      ]
      for inputs in check.inputs {
        let run = try python.run(
          program: "tesseract-runtime",
          ["check-gradients", #"{"inputs": \#(inputs)}"#, "--eps", check.step, "--max-evals", "50", "--seed", "1"],
          environment: environment)
        #expect(run.status == 0, "\(check.model): \(run.everything)")
        let passed = run.everything.matches(of: /check for \w+ passed .*\(0 failures \/ [1-9]\d* checks\)/).count
        #expect(passed == 3, "\(check.model): \(run.everything)")
      }
    }
    #expect(server.stop() == 0)
  }

  @Test func `JAX has exact Hessians of them`() throws {
    let python = try python()
    let documented = DocumentedCommand.commands(in: try Repository.text("examples/README.md"))
      .first { $0.command.contains("jax_hessian.py") }
    let server = try ServerProcess.withExampleModels()
    let run = try python.run("examples/jax_hessian.py", "http://127.0.0.1:\(server.port)")
    #expect(run.output.trimmingCharacters(in: .newlines) == documented?.output, "\(run.errors)")
    #expect(server.stop() == 0)
  }
}
