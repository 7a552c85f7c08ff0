import COpenBLAS
import Synchronization

/// The way into OpenBLAS, for any number of threads at once, each of which does its own work.
///
/// A build of OpenBLAS without threads hands out its work memory without locks: products of other threads get into a result, silently.
/// The build with threads is safe, and is told to use none of its own; with the other one, calls are made one after the other.
enum BLAS {
  private static let needsLock: Bool = {
    openblas_set_num_threads(1)
    return openblas_get_parallel() == 0
  }()
  private static let lock = Mutex(())

  static func call<R>(_ body: () -> R) -> R {
    needsLock ? lock.withLock { _ in body() } : body()
  }
}
