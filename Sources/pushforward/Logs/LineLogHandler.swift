import Logging

/// Writes what is logged as lines.
struct LineLogHandler: LogHandler {
  let format: LogFormat
  let sink: LineSink
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// These lines are few, and what they say may be the last: each is written at once.
  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let line = format.line(event.level, event.message.description) { line in
      for (name, value) in all { line.text(named: name, "\(value)") }
    }
    sink.append(line)
    sink.flush()
  }
}
