import Foundation
import Testing

/// The Open Inference Protocol, as Triton's client sees it.
@Suite("Open Inference Protocol")
struct OpenInferenceTests {
  @Test func `Triton's client infers, with JSON and with bytes`() throws {
    let python = try PythonEnvironment("triton", "tritonclient[http]~=2.50", "numpy~=2.0", "requests~=2.32")
    let server = try ServerProcess.withExampleModels()
    let run = try python.run("Tests/BlackBoxTests/Clients/triton_client.py", "127.0.0.1:\(server.port)")
    #expect(run.output == "triton: ok\n", "\(run.everything)")
    #expect(server.stop() == 0)
  }
}
