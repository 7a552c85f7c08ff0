import ArgumentParser
import Logging

struct LogOptions: ParsableArguments {
  @Option(help: "The least that is logged: \(LogOptions.levels).", transform: LogOptions.level)
  var logLevel = Logger.Level.info
}

extension LogOptions {
  func makeLogger() -> Logger {
    var log = Logger(label: "pushforward", factory: { StreamLogHandler.standardOutput(label: $0) })
    log.logLevel = logLevel
    return log
  }

  private static var levels: String { Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") }

  private static func level(_ name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else { throw ValidationError("it is one of \(levels)") }
    return level
  }
}
