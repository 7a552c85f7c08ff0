/// Bounds on the size of a function's definition.
public struct SpecLimits: Hashable, Sendable {
  /// Nodes of a program or layers of a model.
  public var nodes: Int
  /// Programs inside programs, layers inside layers.
  public var depth: Int
  /// Turns of a `while_loop`.
  public var loopTurns: Int
  public var expression: ExpressionLimits

  public init(
    nodes: Int = 20_000, depth: Int = 32, loopTurns: Int = 100_000, expression: ExpressionLimits = ExpressionLimits()
  ) {
    (self.nodes, self.depth, self.loopTurns, self.expression) = (nodes, depth, loopTurns, expression)
  }
}
