import ArgumentParser
import DerivativeService
import Glibc
import HTTP
import Logging
import Synchronization

/// How a line of the log is written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people: time, level, message, and what belongs to it as `name=value`.
  case text
  /// For programs: one JSON object a line.
  case json

  /// A line about a moment. Whatever a client may have sent is escaped: a line is always one line.
  func line(_ level: Logger.Level, _ message: String, _ fields: (inout LogFields) -> Void) -> [UInt8] {
    var line = LogFields(self)
    switch self {
    case .text:
      line.begin { bytes in
        Timestamp.append(to: &bytes)
        bytes.append(" ")
        bytes.append(utf8: level.rawValue)
        bytes.append(" ")
        bytes.append(utf8: LogFields.escaped(message))
      }
    case .json:
      line.begin { bytes in
        bytes.append("{\"time\":\"")
        Timestamp.append(to: &bytes)
        bytes.append("\"")
      }
      line.text(.level, level.rawValue)
      line.text(.message, message)
    }
    fields(&line)
    return line.finish()
  }

  func line(_ record: RequestRecord) -> [UInt8] {
    line(.info, "request") { line in
      line.text(.method, record.method.cut(to: 20))
      line.text(.path, record.path.cut(to: 200))
      line.number(.status, record.status)
      line.milliseconds(.duration, record.duration)
      if !record.phases.isZero {
        line.milliseconds(.parse, record.phases[.parse])
        line.milliseconds(.plan, record.phases[.plan])
        line.milliseconds(.run, record.phases[.run])
        line.milliseconds(.write, record.phases[.write])
      }
      line.number(.received, record.received)
      line.number(.answered, record.answered)
      line.plain(.trace, record.trace.trace)
      line.plain(.span, record.trace.span)
    }
  }
}

extension String {
  /// The text, or the beginning of a long one with a sign that it goes on.
  fileprivate func cut(to length: Int) -> String {
    // Counting characters takes longer than all the rest of a line.
    utf8.count > length && count > length ? prefix(length - 1) + "…" : self
  }
}

/// The name of a part of a line, as it stands before the part's value in each format: a line has many of them.
struct LogName: Sendable {
  fileprivate let text: StaticString
  fileprivate let json: StaticString

  fileprivate static let level = LogName(text: " level=", json: ",\"level\":")
  fileprivate static let message = LogName(text: " message=", json: ",\"message\":")
  fileprivate static let method = LogName(text: " method=", json: ",\"method\":")
  fileprivate static let path = LogName(text: " path=", json: ",\"path\":")
  fileprivate static let status = LogName(text: " status=", json: ",\"status\":")
  fileprivate static let duration = LogName(text: " duration_ms=", json: ",\"duration_ms\":")
  fileprivate static let parse = LogName(text: " parse_ms=", json: ",\"parse_ms\":")
  fileprivate static let plan = LogName(text: " plan_ms=", json: ",\"plan_ms\":")
  fileprivate static let run = LogName(text: " run_ms=", json: ",\"run_ms\":")
  fileprivate static let write = LogName(text: " write_ms=", json: ",\"write_ms\":")
  fileprivate static let received = LogName(text: " bytes_in=", json: ",\"bytes_in\":")
  fileprivate static let answered = LogName(text: " bytes_out=", json: ",\"bytes_out\":")
  fileprivate static let trace = LogName(text: " trace_id=", json: ",\"trace_id\":")
  fileprivate static let span = LogName(text: " span_id=", json: ",\"span_id\":")
}

/// The parts of a line, in the order in which they are added.
struct LogFields {
  private let format: LogFormat
  private var line: [UInt8] = []

  init(_ format: LogFormat) {
    self.format = format
    line.reserveCapacity(384)
  }

  /// Writes what stands before all parts.
  fileprivate mutating func begin(_ write: (inout [UInt8]) -> Void) { write(&line) }

  /// Adds a text, escaped.
  mutating func text(_ name: LogName, _ text: String) {
    begin(name)
    value(text)
  }

  /// The same under a name that is escaped too.
  mutating func text(named name: String, _ text: String) {
    switch format {
    case .text: line.append(utf8: " \(name)=")
    case .json: line.append(utf8: ",\"\(LogFields.escaped(name))\":")
    }
    value(text)
  }

  private mutating func value(_ text: String) {
    let isPlain = format == .text && !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 }
    guard !isPlain else { return line.append(utf8: text) }
    line.append(UInt8(ascii: "\""))
    line.append(utf8: LogFields.escaped(text))
    line.append(UInt8(ascii: "\""))
  }

  /// Adds a text that needs no escapes.
  mutating func plain(_ name: LogName, _ text: ArraySlice<UInt8>) {
    begin(name)
    if format == .json { line.append(UInt8(ascii: "\"")) }
    line += text
    if format == .json { line.append(UInt8(ascii: "\"")) }
  }

  /// Adds a number that is not negative.
  mutating func number(_ name: LogName, _ number: Int) {
    begin(name)
    line.append(decimal: number)
  }

  mutating func milliseconds(_ name: LogName, _ duration: Duration) {
    begin(name)
    line.append(milliseconds: duration)
  }

  private mutating func begin(_ name: LogName) { line.append(format == .text ? name.text : name.json) }

  consuming func finish() -> [UInt8] {
    if format == .json { line.append(UInt8(ascii: "}")) }
    return line
  }

  /// The characters of a JSON string, without its quotes. The line ends of Unicode are escaped too.
  static func escaped(_ text: String) -> String {
    var utf8 = text
    guard utf8.withUTF8({ $0.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 >= 0x7F } }) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}

/// Moments as RFC 3339 writes them, to the millisecond.
enum Timestamp {
  /// The last second that was asked for: many lines have it in common.
  private static let last = Mutex((second: -1, text: [UInt8]()))

  /// Appends the moment at hand.
  static func append(to line: inout [UInt8]) {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    line += last.withLock { last in
      if last.second != moment.tv_sec { last = (moment.tv_sec, Timestamp.written(moment.tv_sec)) }
      return last.text
    }
    line.append(UInt8(ascii: "."))
    line.append(decimal: moment.tv_nsec / 1_000_000, width: 3)
    line.append(UInt8(ascii: "Z"))
  }

  private static func written(_ second: Int) -> [UInt8] {
    var (second, parts) = (second, tm())
    gmtime_r(&second, &parts)
    return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) {
        strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%S", &parts)
      }
    }
  }
}
