import ArgumentParser

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the derivatives of a request's function.",
    discussion: """
      The request is a JSON-RPC call of any method, or its parameters alone: the function, its inputs and its primals or tangents are \
      checked as the method check does, against differences of values and against each other.

      Exit status: 0 where the derivatives hold, 1 where they do not or the request is answered with an error; the others as for run.
      """)

  @OptionGroup var options: LocalOptions

  func run() throws {
    let service = LocalService(options)
    let parameters = CallParameters(options.read()).accepted(by: "check", service.parameters)
    Answer(response: service.response(at: "/v1/check", to: parameters)).end()
  }
}
