import HTTP
import Synchronization

// traceparent = version "-" trace-id "-" parent-id "-" trace-flags       https://www.w3.org/TR/trace-context/#traceparent-header
//               2HEX        32HEX        16HEX         2HEX              in lower case; no id is all zeros; no version is ff
//
// What follows in later versions begins with another dash.

/// Where a request belongs: the trace that its client is in, or one of its own, and the span that its answering is.
public struct TraceContext: Sendable {
  /// The field that says all this.
  let traceparent: [UInt8]
  /// 32 hexadecimal digits.
  public var trace: ArraySlice<UInt8> { traceparent[Places.trace] }
  /// 16 hexadecimal digits.
  public var span: ArraySlice<UInt8> { traceparent[Places.parent] }

  /// Where the parts stand in a field of the version that is written here.
  private enum Places {
    static let (version, trace, parent, flags) = (0..<2, 3..<35, 36..<52, 53..<55)
    static let end = 55
  }

  /// Keeps the trace that the fields name, where they do it well; else starts one, which nobody has asked to be recorded.
  init(_ fields: Fields?) {
    let kept = fields.flatMap { TraceContext.parse($0) }
    var text: [UInt8] = []
    text.reserveCapacity(Places.end)
    text.append("00-")
    if let kept {
      text += kept.trace
    } else {
      text.append(hexadecimal: RandomWords.next())
      text.append(hexadecimal: RandomWords.next())
    }
    text.append(TraceContext.dash)
    text.append(hexadecimal: RandomWords.next())
    text.append(TraceContext.dash)
    if let kept { text += kept.flags } else { text.append("00") }
    traceparent = text
  }

  private static func parse(_ fields: Fields) -> (trace: ArraySlice<UInt8>, flags: ArraySlice<UInt8>)? {
    guard let value = fields.firstValue(of: "traceparent"), value.count >= Places.end else { return nil }
    let bytes = Array(value)
    let (version, trace) = (bytes[Places.version], bytes[Places.trace])
    let (parent, flags) = (bytes[Places.parent], bytes[Places.flags])
    let isWhole = bytes.count == Places.end || !version.elementsEqual("00".utf8) && bytes[Places.end] == dash
    guard isWhole, !version.elementsEqual("ff".utf8), [2, 35, 52].allSatisfy({ bytes[$0] == dash }),
      [version, trace, parent, flags].allSatisfy({ $0.allSatisfy(isDigit) }),
      [trace, parent].allSatisfy({ $0.contains { $0 != UInt8(ascii: "0") } }),
      fields.values(of: "traceparent").count == 1
    else { return nil }
    return (trace, flags)
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
