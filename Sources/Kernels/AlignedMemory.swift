import CMemory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory for `byteCount` bytes at a multiple of 64, the width of a cache line and of the widest vectors; nil where there is none.
/// It is given back with `releaseAligned(_:)`.
public func allocateAligned(byteCount: Int) -> UnsafeMutableRawPointer? {
  var pointer: UnsafeMutableRawPointer?
  guard posix_memalign(&pointer, 64, max(byteCount, 64)) == 0 else { return nil }
  pf_expect_large(pointer, byteCount)
  return pointer
}

public func releaseAligned(_ pointer: UnsafeMutableRawPointer) {
  free(pointer)
}
