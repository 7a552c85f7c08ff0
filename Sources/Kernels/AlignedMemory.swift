import CMemory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory for `byteCount` bytes at a multiple of 64, the width of a cache line and of the widest vectors; nil where there is none.
/// It is given back with `releaseAligned(_:)`.
///
/// It lies in a block of `malloc`, whose start the byte before it tells: `posix_memalign` takes ten times as long for the small.
public func allocateAligned(byteCount: Int) -> UnsafeMutableRawPointer? {
  guard byteCount <= Int.max - alignment, let block = malloc(byteCount + alignment) else { return nil }
  let pointer = (block + 1).alignedUp(toMultipleOf: alignment)
  pointer.storeBytes(of: UInt8(pointer - block), toByteOffset: -1, as: UInt8.self)
  pf_expect_large(pointer, byteCount)
  return pointer
}

public func releaseAligned(_ pointer: UnsafeMutableRawPointer) {
  free(pointer - Int(pointer.load(fromByteOffset: -1, as: UInt8.self)))
}

private let alignment = 64
