/// What tensor code may ask for: a few words of a function can name more elements, operations and bytes than any machine has.
///
/// ```swift
/// let program = try Allowance(elements: 1 << 26).granting { try Program.trace(types, body) }
/// ```
///
/// What is beyond ends with `limitExceeded`, before anything is allocated for it.
public struct Allowance: Sendable {
  /// Elements of one tensor, where a program is written no less than where numbers are computed. An extent of 0 counts as 1.
  public var elements: Int
  /// Operations that one program takes to write, those that are shared or simplified away included: each costs time, and a tape keeps it.
  public var operations: Int
  /// Bytes of tensors with values that are alive at the same time, such as the constants of a program.
  public var bytes: Int

  /// No more than 2^48 elements are ever allowed, so that sizes can be added.
  public init(elements: Int = 1 << 48, operations: Int = 1 << 22, bytes: Int = .max) {
    (self.elements, self.operations, self.bytes) = (min(elements, 1 << 48), operations, bytes)
  }

  @TaskLocal static var current = Allowance()

  /// Runs `body` with no more than this.
  public func granting<R>(_ body: () throws -> R) rethrows -> R {
    try Allowance.$current.withValue(self) { try StorageMeter(limit: bytes).measuring(body) }
  }
}

extension Int {
  /// The sum, or the largest number where it would be larger: what is compared with a limit must not overflow.
  public func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The product of numbers that are not negative, or the largest number where it would be larger.
  public func multipliedSaturated(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
