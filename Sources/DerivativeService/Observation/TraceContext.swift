import HTTP
import Synchronization

// traceparent = version "-" trace-id "-" parent-id "-" trace-flags       https://www.w3.org/TR/trace-context/#traceparent-header
//               2HEX        32HEX        16HEX         2HEX              in lower case; no id is all zeros; no version is ff
//
// What follows in later versions begins with another dash.

/// Where a request belongs: the trace that its client is in, or one of its own, and the span that its answering is.
public struct TraceContext: Sendable {
  /// 32 hexadecimal digits.
  public let trace: String
  /// 16 hexadecimal digits.
  public let span = String(hexadecimal: RandomWords.next())
  private let flags: String

  /// Keeps the trace that the fields name, where they do it well; else starts one, which nobody has asked to be recorded.
  init(_ fields: Fields?) {
    if let fields, let kept = TraceContext.parse(fields) {
      (trace, flags) = kept
    } else {
      trace = String(hexadecimal: RandomWords.next()) + String(hexadecimal: RandomWords.next())
      flags = "00"
    }
  }

  /// The field that says all this.
  var traceparent: String { "00-\(trace)-\(span)-\(flags)" }

  private static func parse(_ fields: Fields) -> (trace: String, flags: String)? {
    guard let value = fields.firstValue(of: "traceparent"), value.count >= 55 else { return nil }
    let bytes = Array(value)
    let (version, trace, parent, flags) = (bytes[0..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55])
    let isWhole = version.elementsEqual("00".utf8) ? bytes.count == 55 : bytes.count == 55 || bytes[55] == dash
    guard isWhole, !version.elementsEqual("ff".utf8), [2, 35, 52].allSatisfy({ bytes[$0] == dash }),
      [version, trace, parent, flags].allSatisfy({ $0.allSatisfy(isDigit) }),
      [trace, parent].allSatisfy({ $0.contains { $0 != UInt8(ascii: "0") } }),
      fields.values(of: "traceparent").count == 1
    else { return nil }
    return (String(decoding: trace, as: UTF8.self), String(decoding: flags, as: UTF8.self))
  }

  private static let dash = UInt8(ascii: "-")

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

/// Numbers that do not come twice, in this process or in another: SplitMix64 from a random start. No secrets depend on them.
private enum RandomWords {
  private static let state = Atomic(UInt64.random(in: .min ... .max))

  /// Never zero.
  static func next() -> UInt64 {
    var word = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return max(1, word ^ (word >> 31))
  }
}

extension String {
  /// The 16 digits of a word.
  fileprivate init(hexadecimal word: UInt64) {
    self.init(unsafeUninitializedCapacity: 16) { buffer in
      for position in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * position)) & 15
        buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 16
    }
  }
}
