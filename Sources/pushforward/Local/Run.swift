import ArgumentParser

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer a request without a server.",
    discussion: """
      The request is what a client would POST to /rpc, a JSON-RPC call or batch; with --method it is what a client would POST to \
      /v1/{method}, the parameters alone. The answer on standard output is to the byte what a server would send.

      Exit status: 0 where every call has a result, 1 where one has an error, 64 wrong usage, 66 the file cannot be read, 70 a defect, \
      74 the answer cannot be written.
      """)

  @Option(help: "The method, where the request is its parameters alone.")
  var method: String?
  @OptionGroup var options: LocalOptions

  func run() throws {
    let path = method.map { "/v1/\($0)" } ?? "/rpc"
    Answer(response: LocalService(options).response(at: path, to: options.read())).end()
  }
}
