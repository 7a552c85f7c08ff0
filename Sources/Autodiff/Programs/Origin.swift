/// The part of a function that an operation was written for, so that a program can say where a value comes from.
public struct Origin: Sendable {
  /// What computations are written for at the moment.
  @TaskLocal static var current: Origin?

  private let describe: @Sendable () -> (node: String, path: String)

  /// - Parameter describe: names the part and its place; called only if somebody asks.
  public init(_ describe: @escaping @Sendable () -> (node: String, path: String)) {
    self.describe = describe
  }

  public var description: (node: String, path: String) { describe() }

  /// Runs `body`, whose operations come from here; so do those of their derivatives.
  public func tracing<R>(_ body: () throws -> R) rethrows -> R {
    try Origin.$current.withValue(self, operation: body)
  }
}
