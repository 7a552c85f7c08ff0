import ArgumentParser
import DerivativeService

@main
struct Pushforward: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pushforward", abstract: "Derivatives over HTTP of functions given as JSON.",
    version: Build.version,
    subcommands: [Serve.self, Run.self, Check.self, Describe.self, Healthcheck.self], defaultSubcommand: Serve.self)

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    main(isServe(arguments) ? Environment.current.completing(arguments) : arguments)
  }

  /// Whether the arguments run the default command, by its name or without.
  private static func isServe(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return true }
    let forAll = ["-h", "--help", "--version", "--generate-completion-script"]
    return first == Serve.name || (first.hasPrefix("-") && !forAll.contains { first.hasPrefix($0) })
  }
}
