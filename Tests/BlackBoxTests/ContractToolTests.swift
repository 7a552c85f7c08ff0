import Testing

/// Others' tools hold the server to its descriptions. `make check-contract` runs for longer.
@Suite("Tools for descriptions find nothing")
struct ContractToolTests {
  private func environment() throws -> PythonEnvironment {
    try PythonEnvironment("contract", "schemathesis==4.32.5", "openapi-spec-validator==0.9.0", "jsonschema==4.26.0")
  }

  @Test func `openapi-spec-validator in openapi yaml`() throws {
    let run = try environment().run(program: "openapi-spec-validator", ["openapi.yaml"])
    #expect(run.status == 0, "\(run.everything)")
  }

  @Test func `schemathesis in what the server answers`() throws {
    let environment = try environment()
    try ServerProcess.serving { server in
      let run = try environment.run(
        program: "schemathesis",
        [
          "--config-file", "scripts/schemathesis.toml", "run", "http://127.0.0.1:\(server.port)/openapi.json",
          "--checks", "all", "--max-examples", "3", "--phases", "examples,fuzzing", "--no-color", "--seed", "1",
        ], environment: ["PYTHONPATH": "scripts"])
      #expect(run.status == 0, "\(run.output.suffix(6000))")
    }
  }

  @Test func `the meta-schema of OpenRPC in what the server discovers`() throws {
    let environment = try environment()
    try ServerProcess.serving { server in
      let run = try environment.run("Tests/BlackBoxTests/References/check_openrpc.py", "\(server.port)")
      #expect(run.status == 0, "\(run.everything)")
    }
  }
}
