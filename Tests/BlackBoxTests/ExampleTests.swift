import Foundation
import Testing

@Suite("The examples print what their README says")
struct ExampleTests {
  /// What the README says that a command prints, by the file that the command runs.
  private let documented: [String: String]

  init() throws {
    let commands = DocumentedCommand.commands(in: try Repository.text("examples/README.md"))
    documented = Dictionary(
      commands.map {
        ($0.command.split(separator: " ").first { $0.hasPrefix("examples/") }.map(String.init) ?? "", $0.output)
      },
      uniquingKeysWith: { first, _ in first })
  }

  private func url(_ server: ServerProcess) -> String { "http://127.0.0.1:\(server.port)" }

  @Test func `curl`() throws {
    let folder = Repository.root.appending(path: "examples/curl")
    let scripts = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(scripts.count >= 5)
    try ServerProcess.serving { server in
      for script in scripts {
        let run = try Command(folder.appending(path: script), [url(server)])
        let printed = TraceMask.masked(run.output).trimmingCharacters(in: .newlines)
        #expect(printed == documented["examples/curl/\(script)"], "\(script): \(run.errors)")
      }
    }
  }

  @Test func `Newton's method by Hessian-vector products`() throws {
    let python = try PythonEnvironment("numpy", "numpy~=2.0")
    try ServerProcess.serving { server in
      let run = try python.run("examples/newton_cg.py", url(server))
      #expect(run.output.trimmingCharacters(in: .newlines) == documented["examples/newton_cg.py"], "\(run.errors)")
    }
  }

  @Test func `tangents spread over servers, one of them gone`() throws {
    let python = try PythonEnvironment("numpy", "numpy~=2.0")
    let servers = [try ServerProcess(), try ServerProcess()]
    let documented = documented["examples/fan_out_tangents.py"]
    let both = try python.run("examples/fan_out_tangents.py", url(servers[0]), url(servers[1]))
    #expect(both.output.trimmingCharacters(in: .newlines) == documented, "\(both.errors)")
    #expect(servers[1].stop() == 0)
    let one = try python.run("examples/fan_out_tangents.py", url(servers[0]), url(servers[1]))
    #expect(one.output.trimmingCharacters(in: .newlines) == documented, "\(one.errors)")
    #expect(one.errors.contains("trying the next one"))
    #expect(servers[0].stop() == 0)
  }

  @Test func `PyMC samples a stored density by UM-Bridge`() throws {
    let python = try PythonEnvironment("pymc", "pymc~=5.20", "umbridge~=1.2")
    let server = try ServerProcess.withExampleModels()
    let run = try python.run("examples/pymc_posterior.py", url(server))
    #expect(run.output.trimmingCharacters(in: .newlines) == documented["examples/pymc_posterior.py"], "\(run.errors)")
    #expect(server.stop() == 0)
  }
}
