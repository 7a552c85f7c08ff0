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
