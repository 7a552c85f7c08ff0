//   chunked-body = *chunk last-chunk trailer-section CRLF                              RFC 9112 section 7.1
//   chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
//   last-chunk   = 1*"0" [ chunk-ext ] CRLF
//
//          digits           CRLF, size > 0          size bytes
//   size ─────────▶ extensions ─────────▶ data ──────────────▶ dataCR ──CR──▶ dataLF ──LF──▶ size
//                       │ CRLF, size = 0
//                       └────────▶ trailers ──empty line──▶ end
//
// Trailer fields are parsed, so that a malformed one is refused, and dropped (RFC 9110 section 6.5.1).

/// Takes the chunked coding off a body that arrives in pieces of any size.
struct ChunkedDecoder {
  private enum State {
    case size
    case extensions
    case data
    case dataCR
    case dataLF
    case trailers
    case end
  }

  enum Event: Equatable {
    /// Where in the input data of the body stands.
    case data(Range<Int>)
    case end
  }

  /// Sixteen digits write every size that fits into 64 bits.
  private static let mostDigits = 16

  private let limits: Limits
  private var state = State.size
  private var reader = LineReader()
  /// The size that is being read, then what is left of the chunk.
  private var size = 0
  private var digits = 0
  /// The line so far, of extensions or of a trailer.
  private var line: [UInt8] = []
  private var bodySize = 0
  private var extensionsSize = 0
  private var trailersSize = 0
  private var trailers = 0

  init(limits: Limits) {
    self.limits = limits
  }

  /// Reads `input` from `offset`, moves `offset` behind what was read, and gives the next event, or `nil` when the
  /// input is used up.
  mutating func next(_ input: Span<UInt8>, from offset: inout Int) throws(Rejection) -> Event? {
    while offset < input.count {
      switch state {
      case .size: try readSize(input, &offset)
      case .extensions: try readExtensions(input, &offset)
      case .data: return readData(input, &offset)
      case .dataCR: try expect(.carriageReturn, input, &offset, then: .dataLF)
      case .dataLF: try expect(.lineFeed, input, &offset, then: .size)
      case .trailers: try readTrailer(input, &offset)
      case .end: return nil
      }
      if state == .end { return .end }
    }
    return nil
  }

  private mutating func readSize(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) {
    guard let digit = input[offset].hexValue else {
      guard digits > 0 else { throw .chunkSize }
      state = .extensions
      return
    }
    let (shifted, overflows) = size.multipliedReportingOverflow(by: 16)
    guard !overflows, digits < ChunkedDecoder.mostDigits else { throw .chunkSize }
    size = shifted + Int(digit)
    digits += 1
    offset += 1
  }

  private mutating func readExtensions(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) {
    let isWhole = try readLine(input, &offset, room: limits.chunkExtensions - extensionsSize)
    let extensions = 0..<line.count - reader.terminatorSize(lineIsWhole: isWhole)
    guard extensionsSize + extensions.count <= limits.chunkExtensions else { throw .chunkExtensionsTooLong }
    guard isWhole else { return }
    guard ChunkExtensions.areWellFormed(line.span.extracting(extensions)) else { throw .chunkExtension }
    guard size <= limits.body - bodySize else { throw .bodyTooLarge }
    bodySize += size
    extensionsSize += extensions.count
    line.removeAll(keepingCapacity: true)
    state = size == 0 ? .trailers : .data
  }

  private mutating func readData(_ input: Span<UInt8>, _ offset: inout Int) -> Event {
    let data = offset..<offset + min(size, input.count - offset)
    offset = data.upperBound
    size -= data.count
    if size == 0 { state = .dataCR }
    return .data(data)
  }

  private mutating func expect(
    _ byte: UInt8, _ input: Span<UInt8>, _ offset: inout Int, then next: State
  ) throws(Rejection) {
    guard input[offset] == byte else { throw .chunkEnd }
    offset += 1
    state = next
    digits = 0
  }

  private mutating func readTrailer(_ input: Span<UInt8>, _ offset: inout Int) throws(Rejection) {
    let isWhole = try readLine(input, &offset, room: limits.head - trailersSize)
    guard trailersSize + line.count <= limits.head else { throw .trailersTooLarge }
    guard isWhole else { return }
    let trailer = 0..<line.count - 2
    if trailer.isEmpty {
      state = .end
      return
    }
    guard trailers < limits.fields else { throw .trailersTooLarge }
    _ = try FieldLine(line.span, trailer, isFirst: trailers == 0)
    trailers += 1
    trailersSize += line.count
    line.removeAll(keepingCapacity: true)
  }

  /// Appends input to `line`, of which there is `room` for, or a byte more; whether it is whole now.
  private mutating func readLine(
    _ input: Span<UInt8>, _ offset: inout Int, room: Int
  ) throws(Rejection) -> Bool {
    let window = LineReader.window(in: input, from: offset, room: room - line.count)
    let end = try reader.lineEnd(in: input, window)
    line.append(input, offset..<(end ?? window.upperBound))
    offset = end ?? window.upperBound
    return end != nil
  }
}
