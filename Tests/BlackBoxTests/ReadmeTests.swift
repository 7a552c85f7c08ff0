import Foundation
import Testing

/// A command of the README and what the README says that it prints.
struct DocumentedCommand: CustomTestStringConvertible {
  var command: String
  var output: String

  var testDescription: String { command }

  /// The fenced `console` blocks of a Markdown text: `$ ` begins a command (`> ` continues it), the rest is its output.
  static func commands(in markdown: String) -> [DocumentedCommand] {
    markdown.components(separatedBy: "```console\n").dropFirst().flatMap { block in
      block.components(separatedBy: "```")[0].components(separatedBy: "$ ").dropFirst().map(
        DocumentedCommand.init(entry:))
    }
  }

  private init(entry: String) {
    let lines = entry.components(separatedBy: "\n")
    let commandLines = 1 + lines.dropFirst().prefix { $0.hasPrefix("> ") }.count
    command = lines.prefix(commandLines).map { $0.hasPrefix("> ") ? String($0.dropFirst(2)) : $0 }.joined(
      separator: "\n")
    output = lines.dropFirst(commandLines).joined(separator: "\n").trimmingCharacters(in: .newlines)
  }
}

@Suite("The README says what happens")
struct ReadmeTests {
  @Test func `its curl calls print what it says`() throws {
    let commands = DocumentedCommand.commands(in: try Repository.text("README.md")).filter {
      $0.command.hasPrefix("curl")
    }
    #expect(commands.count >= 5)
    try ServerProcess.serving { server in
      for each in commands {
        let command = each.command.replacing("localhost:8080", with: "127.0.0.1:\(server.port)")
        let printed = try shell(command)
        #expect(TraceMask.masked(printed) == each.output, "\(each.command)")
      }
    }
  }

  /// What a shell command writes to its standard output, without the last line's end.
  private func shell(_ command: String) throws -> String {
    try Command(URL(filePath: "/bin/sh"), ["-c", command]).output.trimmingCharacters(in: .newlines)
  }
}
