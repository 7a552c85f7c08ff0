import ArgumentParser
import DerivativeService
import Logging

struct LogOptions: ParsableArguments {
  @Option(help: "How lines are written.")
  var logFormat = LogFormat.text
  @Option(
    help: "The least that is logged: \(LogOptions.levels). Requests are info.", transform: LogOptions.level)
  var logLevel = Logger.Level.info
}

extension LogOptions {
  func makeLogger(_ sink: LineSink) -> Logger {
    var log = Logger(label: "pushforward", factory: { [logFormat] _ in LineLogHandler(format: logFormat, sink: sink) })
    log.logLevel = logLevel
    return log
  }

  /// Logs requests, nil where the level has none of them. There are too many of them for a dictionary of metadata each: the
  /// line is written straight from the record.
  func requestLog(_ sink: LineSink) -> (@Sendable (RequestRecord) -> Void)? {
    guard logLevel <= .info else { return nil }
    return { [logFormat] in sink.append(logFormat.line($0)) }
  }

  private static var levels: String { Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") }

  private static func level(_ name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else { throw ValidationError("it is one of \(levels)") }
    return level
  }
}
