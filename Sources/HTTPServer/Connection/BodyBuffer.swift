import HTTP

/// A body as it arrives. Its memory grows with the bytes that came, not with the length that a client claims.
struct BodyBuffer {
  private(set) var bytes: [UInt8] = []
  /// What the head says the length will be, if it does.
  private let expected: Int

  /// Up to this size a claimed length is believed at once.
  private static let trusted = 256 * 1024

  init(framing: Framing) {
    if case .length(let length) = framing { expected = length } else { expected = 0 }
  }

  mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
    reserve(bytes.count + range.count)
    span.extracting(range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// The whole body, with room behind it.
  consuming func finish() -> [UInt8] {
    var bytes = bytes
    if !bytes.isEmpty { bytes.reserveCapacity(bytes.count + Request.bodyPadding) }
    return bytes
  }

  private mutating func reserve(_ size: Int) {
    guard size + Request.bodyPadding > bytes.capacity else { return }
    let goal = expected > 0 ? min(expected, max(BodyBuffer.trusted, 2 * size)) : 2 * size
    bytes.reserveCapacity(max(size, goal) + Request.bodyPadding)
  }
}
