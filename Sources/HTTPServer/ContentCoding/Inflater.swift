import CZlib
import HTTP

/// Takes a content coding off a body that arrives in pieces.
///
/// A class with its stream on the heap: zlib's state points back to the stream, which must not move.
final class Inflater {
  private let coding: ContentCoding
  private let stream: UnsafeMutablePointer<z_stream>
  private var isOpen = false
  /// A member has ended and nothing of another has come.
  private var isAtEnd = false

  private static let window: Int32 = 15

  init(_ coding: ContentCoding) {
    self.coding = coding
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
  }

  deinit {
    if isOpen { inflateEnd(stream) }
    stream.deallocate()
  }

  /// Decodes `input`; calls `output` with each piece of what comes out, which lies in `buffer`.
  func decode(
    _ input: UnsafeRawBufferPointer, through buffer: UnsafeMutableRawBufferPointer,
    _ output: (UnsafeRawBufferPointer) throws(Rejection) -> Void
  ) throws(Rejection) {
    guard let first = input.first, let base = input.bindMemory(to: UInt8.self).baseAddress else { return }
    try open(first)
    // zlib does not write through this pointer; its declaration only lacks the const.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: base)
    stream.pointee.avail_in = UInt32(clamping: input.count)
    while try step(buffer, output) {}
  }

  /// The body is whole. Throws where the coding says that something is missing. An empty body is none in any coding.
  func finish() throws(Rejection) {
    guard isAtEnd || !isOpen else { throw .contentCoding }
  }

  private func open(_ first: UInt8) throws(Rejection) {
    guard !isOpen else { return }
    isOpen = inflateInit2_(stream, windowBits(first), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    guard isOpen else { throw .contentCoding }
  }

  /// The lower half of a zlib stream's first byte is 8 (RFC 1950 section 2.2); of bare deflate data it never is, since
  /// a stored block's padding is zero.
  private func windowBits(_ first: UInt8) -> Int32 {
    coding == .deflate && first & 0x0F != 8 ? -Inflater.window : coding.windowBits
  }

  /// Fills the buffer once; whether there may be more.
  private func step(
    _ buffer: UnsafeMutableRawBufferPointer, _ output: (UnsafeRawBufferPointer) throws(Rejection) -> Void
  ) throws(Rejection) -> Bool {
    if isAtEnd { try beginMember() }
    stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: buffer.count)
    let status = inflate(stream, Z_NO_FLUSH)
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw .contentCoding }
    isAtEnd = status == Z_STREAM_END
    let count = buffer.count - Int(stream.pointee.avail_out)
    if count > 0 { try output(UnsafeRawBufferPointer(rebasing: buffer.prefix(count))) }
    return stream.pointee.avail_in > 0 || (stream.pointee.avail_out == 0 && !isAtEnd)
  }

  /// Members of gzip may follow one another (RFC 1952 section 2.2); behind zlib's only one nothing may come.
  private func beginMember() throws(Rejection) {
    guard coding == .gzip, inflateReset(stream) == Z_OK else { throw .contentCoding }
    isAtEnd = false
  }
}
