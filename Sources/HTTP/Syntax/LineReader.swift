// A line ends with CRLF and with nothing else. RFC 9112 section 2.2 lets a recipient take a bare LF for a line end; two
// parties of which only one does so disagree about where a request ends, so here it is refused, and a bare CR and the
// control characters with it.

/// Finds the ends of lines, and sees to it that a line holds nothing but text. It looks at each byte once, however the
/// bytes are cut into pieces.
struct LineReader {
  private var followsCarriageReturn = false

  /// Looks at `range` of `input` and gives the position behind the line's LF, or `nil` where the line goes on beyond it;
  /// then the next call begins with the bytes that follow.
  mutating func lineEnd(in input: Span<UInt8>, _ range: Range<Int>) throws(Rejection) -> Int? {
    if followsCarriageReturn { return try behindLineFeed(in: input, range) }
    let control = input.firstIndex(in: range) { $0 < .space && $0 != .tab || $0 == 0x7F }
    guard let control else { return nil }
    try check(control: input[control])
    followsCarriageReturn = true
    return try behindLineFeed(in: input, control + 1..<range.upperBound)
  }

  private mutating func behindLineFeed(in input: Span<UInt8>, _ range: Range<Int>) throws(Rejection) -> Int? {
    guard let first = range.first else { return nil }
    guard input[first] == .lineFeed else { throw .bareCarriageReturn }
    followsCarriageReturn = false
    return first + 1
  }

  /// The next bytes of `input` to look at where the line may have `room` more: one beyond, which shows that it is too
  /// long. What is wrong farther on is then not seen, as it would not be if the line came byte by byte.
  static func window(in input: Span<UInt8>, from start: Int, room: Int) -> Range<Int> {
    start..<start + min(input.count - start - 1, max(room, 0)) + 1
  }

  /// How many bytes of the line end have been read: both of a whole line, at most one of another.
  func terminatorSize(lineIsWhole: Bool) -> Int {
    lineIsWhole ? 2 : followsCarriageReturn ? 1 : 0
  }

  private func check(control byte: UInt8) throws(Rejection) {
    switch byte {
    case .carriageReturn: return
    case .lineFeed: throw .bareLineFeed
    default: throw .controlCharacter
    }
  }
}
