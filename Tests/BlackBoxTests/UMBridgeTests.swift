import Foundation
import Testing

/// UM-Bridge 1.0, as the protocol's own suite and its users' software see it.
@Suite("UM-Bridge")
struct UMBridgeTests {
  private func serving(_ body: (String) throws -> Void) throws {
    let server = try ServerProcess.withExampleModels()
    try body("http://127.0.0.1:\(server.port)")
    #expect(server.stop() == 0)
  }

  /// The protocol's own repository, with its suite and its clients.
  private func repository() throws -> Checkout {
    try Checkout(of: "https://github.com/UM-Bridge/umbridge", commit: "8fa2ee0d8216360a6cdc3c1fc828d0ac86ec27e2")
  }

  private func environment() throws -> PythonEnvironment {
    try PythonEnvironment("umbridge", "umbridge~=1.2", "pytest~=8.0", "jsonschema~=4.0", "requests~=2.32")
  }

  @Test(arguments: ["0.0", "0.5"])
  func `the protocol's conformity suite passes`(input: String) throws {
    let python = try environment()
    let suite = try repository()
    let folder = suite.folder.appending(path: "testing/protocol_conformity_1.0").path
    try serving { url in
      let run = try python.run(
        program: "pytest",
        [folder, "--model_url", url, "--input_value", input, "-p", "no:cacheprovider", "-q", "--rootdir", folder],
        environment: ["PYTHONDONTWRITEBYTECODE": "1"])
      #expect(run.status == 0, "\(run.everything)")
      #expect(run.output.contains("22 passed"), "\(run.output)")
    }
  }

  @Test func `its Python client walks every endpoint`() throws {
    let python = try environment()
    try serving { url in
      let run = try python.run("Tests/BlackBoxTests/Clients/umbridge_client.py", url)
      #expect(run.output == "umbridge: ok\n", "\(run.everything)")
    }
  }

  @Test func `its C++ client walks every endpoint`() throws {
    let repository = try repository()
    let client = repository.folder.appending(path: "client")
    let compiled = try Command(
      URL(filePath: "/usr/bin/env"),
      [
        "g++", "-std=c++17", "-pthread", "-isystem", repository.folder.appending(path: "lib").path,
        Repository.root.appending(path: "Tests/BlackBoxTests/Clients/umbridge_client.cpp").path, "-o", client.path,
      ])
    try #require(compiled.status == 0, "\(compiled.everything)")
    try serving { url in
      let run = try Command(client, [url])
      #expect(run.output.hasSuffix("umbridge: ok\n"), "\(run.everything)")
    }
  }

  @Test func `emcee and QMCPy run`() throws {
    let python = try PythonEnvironment("umbridge-samplers", "umbridge~=1.2", "emcee~=3.1", "qmcpy~=1.6")
    try serving { url in
      let run = try python.run("Tests/BlackBoxTests/Clients/umbridge_samplers.py", url)
      #expect(run.output.hasSuffix("samplers: ok\n"), "\(run.everything)")
    }
  }
}
