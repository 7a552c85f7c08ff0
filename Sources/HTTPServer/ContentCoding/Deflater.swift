import CZlib

/// Puts a content coding on a whole body.
enum Deflater {
  /// `body` in `coding`; `nil` where zlib has no memory or, if `shrinking`, the coding would not make it smaller. zlib's
  /// fastest level: of numbers in decimal it takes a third of the time of the default one and gives a tenth more bytes.
  static func encode(_ body: [UInt8], _ coding: ContentCoding, shrinking: Bool = true) -> [UInt8]? {
    // zlib's state points back to the stream, which must not move.
    withUnsafeTemporaryAllocation(of: z_stream.self, capacity: 1) { stream in
      stream.initialize(repeating: z_stream())
      guard let stream = stream.baseAddress else { return nil }
      let size = Int32(MemoryLayout<z_stream>.size)
      let status = deflateInit2_(
        stream, Z_BEST_SPEED, Z_DEFLATED, coding.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
      guard status == Z_OK else { return nil }
      defer { deflateEnd(stream) }
      let room = shrinking ? body.count : Int(clamping: deflateBound(stream, UInt(clamping: body.count)))
      return encode(body, stream, room)
    }
  }

  /// In one call, into a buffer of `room` bytes; `nil` for what does not fit.
  private static func encode(_ body: [UInt8], _ stream: UnsafeMutablePointer<z_stream>, _ room: Int) -> [UInt8]? {
    guard let size = UInt32(exactly: body.count), let available = UInt32(exactly: room) else { return nil }
    let encoded = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      body.withUnsafeBufferPointer { body in
        // zlib does not write through this pointer; its declaration only lacks the const.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: body.baseAddress)
        stream.pointee.avail_in = size
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = available
        count = deflate(stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.pointee.avail_out) : 0
      }
    }
    return encoded.isEmpty ? nil : encoded
  }
}
