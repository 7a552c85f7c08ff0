import HTTP

/// What a log says about a request.
public struct RequestRecord: Sendable {
  public let method: String
  /// As the client sent it, its percent escapes decoded: a log has to escape and cut it.
  public let path: String
  public let trace: TraceContext
  public internal(set) var status = 0
  /// From the arrival to the answer.
  public internal(set) var duration = Duration.zero
  public internal(set) var phases = PhaseDurations()
  /// Bytes of the request's body, decoded.
  public let received: Int
  /// Bytes of the answer's body before it is coded.
  public internal(set) var answered = 0
}

/// How long a request was in each phase.
public struct PhaseDurations: Sendable {
  private var durations = (parse: Duration.zero, plan: Duration.zero, run: Duration.zero, write: Duration.zero)

  public subscript(phase: Phase) -> Duration {
    get {
      switch phase {
      case .parse: durations.parse
      case .plan: durations.plan
      case .run: durations.run
      case .write: durations.write
      }
    }
    set {
      switch phase {
      case .parse: durations.parse = newValue
      case .plan: durations.plan = newValue
      case .run: durations.run = newValue
      case .write: durations.write = newValue
      }
    }
  }

  /// Whether no phase took any time.
  public var isZero: Bool { durations == (.zero, .zero, .zero, .zero) }

  /// Appends the value of a `Server-Timing` field (https://www.w3.org/TR/server-timing): milliseconds.
  func appendServerTiming(to text: inout [UInt8]) {
    text.append("parse;dur=")
    text.append(milliseconds: durations.parse)
    text.append(", plan;dur=")
    text.append(milliseconds: durations.plan)
    text.append(", run;dur=")
    text.append(milliseconds: durations.run)
    text.append(", write;dur=")
    text.append(milliseconds: durations.write)
  }
}

extension [UInt8] {
  /// Appends a time in milliseconds, with three digits behind the point. A clock that went back shows zero.
  public mutating func append(milliseconds duration: Duration) {
    let (whole, unit) = (duration.attoseconds, Int64(1_000_000_000_000))
    // In 64 bits, where it lasts less than nine seconds: in 128 it takes ten times as long.
    let microseconds = Int(
      Swift.max(0, Int64(exactly: whole).map { $0 / unit } ?? Int64(clamping: whole / Int128(unit))))
    append(decimal: microseconds, fraction: 3)
  }
}
