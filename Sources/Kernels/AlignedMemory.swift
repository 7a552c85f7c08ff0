#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory for `byteCount` bytes at a multiple of 64, the width of a cache line and of the widest vectors; nil where there is none.
/// It is given back with `releaseAligned(_:)`.
public func allocateAligned(byteCount: Int) -> UnsafeMutableRawPointer? {
  var pointer: UnsafeMutableRawPointer?
  return posix_memalign(&pointer, 64, max(byteCount, 64)) == 0 ? pointer : nil
}

public func releaseAligned(_ pointer: UnsafeMutableRawPointer) {
  free(pointer)
}
