import Autodiff
import Synchronization

/// Counts the elements of a request's tensors against a limit.
final class ElementBudget: Sendable {
  private let limit: Int
  private let taken = Atomic<Int>(0)

  init(limit: Int) {
    self.limit = limit
  }

  /// Throws `limitExceeded` where there were too many with these. They are at most 2^48, so the sum of a body's does not overflow.
  func take(_ count: Int) throws {
    let total = taken.wrappingAdd(count, ordering: .relaxed).newValue
    guard total <= limit else {
      throw AutodiffError(
        .limitExceeded, "the tensors of a request have at most \(limit) elements together, not \(total) or more",
        expected: "at most \(limit) elements", actual: "\(total) elements or more")
    }
  }
}
