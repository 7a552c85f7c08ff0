import ArgumentParser
import DerivativeService
import Glibc
import HTTP
import Logging

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
    case .text: line.begin("\(Timestamp.now) \(level.rawValue) \(LogFields.escaped(message))")
    case .json:
      line["time"] = Timestamp.now
      line["level"] = level.rawValue
      line["message"] = message
    }
    fields(&line)
    return line.finish()
  }

  func line(_ record: RequestRecord) -> [UInt8] {
    line(.info, "request") { line in
      line["method"] = String(record.method.prefix(20))
      line["path"] = record.path.count > 200 ? record.path.prefix(199) + "…" : record.path
      line.number("status", "\(record.status)")
      line.number("duration_ms", record.duration.milliseconds)
      if !record.phases.isZero {
        for phase in Phase.allCases { line.number("\(phase.rawValue)_ms", record.phases[phase].milliseconds) }
      }
      line.number("bytes_in", "\(record.received)")
      line.number("bytes_out", "\(record.answered)")
      line["trace_id"] = record.trace.trace
      line["span_id"] = record.trace.span
    }
  }
}

/// The parts of a line, in the order in which they are set.
struct LogFields {
  private let format: LogFormat
  private var text: [UInt8] = []

  init(_ format: LogFormat) {
    self.format = format
    text.reserveCapacity(384)
  }

  mutating func begin(_ text: String) { self.text += text.utf8 }

  /// Adds a text.
  subscript(name: String) -> String {
    get { "" }
    set {
      let isPlain =
        format == .text && !newValue.isEmpty && newValue.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 }
      add(name, isPlain ? newValue : "\"\(LogFields.escaped(newValue))\"")
    }
  }

  /// Adds a number as it is.
  mutating func number(_ name: String, _ digits: String) { add(name, digits) }

  private mutating func add(_ name: String, _ value: String) {
    switch format {
    case .text:
      text.append(UInt8(ascii: " "))
      text += name.utf8
      text.append(UInt8(ascii: "="))
    case .json:
      text += (text.isEmpty ? "{\"" : ",\"").utf8
      text += LogFields.escaped(name).utf8
      text += "\":".utf8
    }
    text += value.utf8
  }

  consuming func finish() -> [UInt8] {
    if format == .json { text.append(UInt8(ascii: "}")) }
    return text
  }

  /// The characters of a JSON string, without its quotes. The line ends of Unicode are escaped too.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 >= 0x7F }) else { return text }
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

/// A moment as RFC 3339 writes it, to the millisecond.
enum Timestamp {
  static var now: String {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    var parts = tm()
    gmtime_r(&moment.tv_sec, &parts)
    let numbers: [(number: Int32, width: Int, end: Unicode.Scalar)] = [
      (parts.tm_year + 1900, 4, "-"), (parts.tm_mon + 1, 2, "-"), (parts.tm_mday, 2, "T"), (parts.tm_hour, 2, ":"),
      (parts.tm_min, 2, ":"), (parts.tm_sec, 2, "."), (Int32(moment.tv_nsec / 1_000_000), 3, "Z"),
    ]
    return String(unsafeUninitializedCapacity: 24) { buffer in
      var end = 0
      for part in numbers {
        var rest = part.number
        for position in stride(from: end + part.width - 1, through: end, by: -1) {
          buffer[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        buffer[end + part.width] = UInt8(ascii: part.end)
        end += part.width + 1
      }
      return end
    }
  }
}
