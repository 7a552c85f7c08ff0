import Autodiff
import Synchronization

/// Workspaces that are free. The one used last is lent first: its memory is the warmest, and it may still be laid out for
/// the same plan.
final class WorkspacePool: Sendable {
  /// `@unchecked Sendable`: a workspace is in the pool or with one borrower, never both, so that two threads cannot have
  /// it at once.
  private struct Free: @unchecked Sendable {
    let workspace: Workspace
  }

  /// Workspaces that have grown beyond this are let go when they come back, so that one large call does not keep its
  /// memory for ever.
  private let retainedByteCount: Int
  private let free = Mutex<[Free]>([])

  init(retainedByteCount: Int) {
    self.retainedByteCount = retainedByteCount
  }

  func withWorkspace<Result>(_ body: (Workspace) throws -> Result) rethrows -> Result {
    let lent = free.withLock { $0.popLast() } ?? Free(workspace: Workspace())
    defer {
      if lent.workspace.byteCount <= retainedByteCount { free.withLock { $0.append(lent) } }
    }
    return try body(lent.workspace)
  }
}
