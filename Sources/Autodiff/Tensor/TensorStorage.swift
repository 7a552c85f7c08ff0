import Kernels

/// The elements of concrete tensors: contiguous, row-major, written once before the storage is shared.
///
/// Sendable though it holds a pointer: after `init(type:writing:)` returns nobody writes through it.
public final class TensorStorage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  private let byteCount: Int
  private let meter: StorageMeter?

  /// Storage for `byteCount` bytes that `write` fills. Throws `limitExceeded` where there is no memory, or none left of an `Allowance`.
  public init(byteCount: Int, writing write: (UnsafeMutableRawPointer) throws -> Void) throws {
    let meter = StorageMeter.current
    try meter?.add(byteCount)
    guard let memory = allocateAligned(byteCount: byteCount) else {
      meter?.remove(byteCount)
      throw AutodiffError(.limitExceeded, "no memory for a tensor of \(byteCount) bytes")
    }
    (pointer, self.byteCount, self.meter) = (memory, byteCount, meter)
    // From here on deinit gives the memory back, also where `write` throws.
    try write(memory)
  }

  deinit {
    releaseAligned(pointer)
    meter?.remove(byteCount)
  }
}
