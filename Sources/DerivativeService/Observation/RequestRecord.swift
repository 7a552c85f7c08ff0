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
  private var durations = (Duration.zero, Duration.zero, Duration.zero, Duration.zero)

  public subscript(phase: Phase) -> Duration {
    get {
      switch phase {
      case .parse: durations.0
      case .plan: durations.1
      case .run: durations.2
      case .write: durations.3
      }
    }
    set {
      switch phase {
      case .parse: durations.0 = newValue
      case .plan: durations.1 = newValue
      case .run: durations.2 = newValue
      case .write: durations.3 = newValue
      }
    }
  }

  /// Whether no phase took any time.
  public var isZero: Bool { Phase.allCases.allSatisfy { self[$0] == .zero } }

  /// The value of a `Server-Timing` field (https://www.w3.org/TR/server-timing): milliseconds.
  var serverTiming: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(96)
    for phase in Phase.allCases {
      if !text.isEmpty { text += ", ".utf8 }
      text += phase.rawValue.utf8
      text += ";dur=".utf8
      text.append(milliseconds: self[phase])
    }
    return text
  }
}

extension [UInt8] {
  /// Appends a time in milliseconds, with three digits behind the point. A clock that went back shows zero.
  public mutating func append(milliseconds duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let microseconds = Int(Swift.max(0, seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000))
    append(decimal: microseconds / 1000)
    append(UInt8(ascii: "."))
    append(decimal: microseconds % 1000, width: 3)
  }
}
