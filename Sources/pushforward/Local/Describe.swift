import ArgumentParser

struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describe a request's function: its shapes, its costs, its program.",
    discussion: """
      The request is a JSON-RPC call of any method, or its parameters alone. The answer is that of the method describe.

      Exit status: as for run.
      """)

  @OptionGroup var options: LocalOptions

  func run() throws {
    let service = LocalService(options)
    let parameters = CallParameters(options.read()).accepted(by: "describe", service.parameters)
    Answer(response: service.response(at: "/v1/describe", to: parameters)).end()
  }
}
