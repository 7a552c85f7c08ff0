import CMemory
import HTTP

/// A body as it arrives, its content coding taken off. Its memory grows with the bytes that came, not with the length
/// that a client claims or a coding might have.
struct BodyBuffer {
  private var bytes: [UInt8] = []
  private let inflater: Inflater?
  /// What the length will be, if it is known.
  private let expected: Int
  private let limit: Int

  /// Up to this size a claimed length is believed at once.
  private static let trusted = 256 * 1024

  /// The buffer of a request without a body.
  init() {
    inflater = nil
    expected = 0
    limit = 0
  }

  /// Throws where the body's coding is unknown.
  init(_ head: RequestHead, limit: Int) throws(Rejection) {
    inflater = try ContentCoding(ofRequest: head.fields).map(Inflater.init)
    if case .length(let length) = head.framing, inflater == nil { expected = length } else { expected = 0 }
    self.limit = limit
  }

  /// Appends what stands in `range`, decoded through `scratch`.
  mutating func append(
    _ span: Span<UInt8>, _ range: Range<Int>, through scratch: UnsafeMutableRawBufferPointer
  ) throws(Rejection) {
    let input = span.extracting(range)
    guard let inflater else { return input.withUnsafeBytes { append($0) } }
    try input.withUnsafeBytes { (input) throws(Rejection) in
      try inflater.decode(input, through: scratch) { (output) throws(Rejection) in
        guard output.count <= limit - bytes.count else { throw .decodedBodyTooLarge }
        append(output)
      }
    }
  }

  /// What the body takes of memory: room that no byte has come to is none.
  var count: Int { bytes.count }

  /// The whole body, with room behind it, taken out of the buffer: a copy would be the largest one that a request makes.
  mutating func finish() throws(Rejection) -> [UInt8] {
    try inflater?.finish()
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  private mutating func append(_ piece: UnsafeRawBufferPointer) {
    let size = bytes.count + piece.count
    if size + Request.bodyPadding > bytes.capacity { grow(to: goal(size) + Request.bodyPadding) }
    bytes.append(contentsOf: piece)
  }

  private mutating func grow(to capacity: Int) {
    var grown: [UInt8] = []
    grown.reserveCapacity(capacity)
    // Before anything is written there, and therefore before the bytes move.
    grown.withUnsafeMutableBytes { pf_expect_large($0.baseAddress, capacity) }
    grown.append(contentsOf: bytes)
    bytes = grown
  }

  /// The capacity for a size: an eighth of the largest body, an eighth of that, and so on, so that the arrays that a body has grown out of
  /// take little beside the one that it is in.
  private func goal(_ size: Int) -> Int {
    if expected > 0, expected <= max(BodyBuffer.trusted, 2 * size) { return max(size, expected) }
    var goal = max(limit, size)
    while goal / 8 >= max(1, size) { goal /= 8 }
    return goal
  }
}
