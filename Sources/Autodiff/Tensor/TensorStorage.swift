import Kernels

/// The elements of concrete tensors: contiguous, row-major, written once before the storage is shared.
///
/// Sendable though it holds a pointer: after `init(type:writing:)` returns nobody writes through it.
public final class TensorStorage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  private let byteCount: Int
  private let meter: StorageMeter?

  /// Storage for `byteCount` bytes that `write` fills. Throws `limitExceeded` where there is no memory.
  public init(byteCount: Int, writing write: (UnsafeMutableRawPointer) throws -> Void) throws {
    guard let memory = allocateAligned(byteCount: byteCount) else {
      throw AutodiffError(.limitExceeded, "no memory for a tensor of \(byteCount) bytes")
    }
    (pointer, self.byteCount, meter) = (memory, byteCount, StorageMeter.current)
    meter?.add(byteCount)
    // From here on deinit gives the memory back, also where `write` throws.
    try write(memory)
  }

  deinit {
    releaseAligned(pointer)
    meter?.add(-byteCount)
  }
}
