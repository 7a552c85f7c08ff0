import Autodiff

/// A named value that a function takes.
public struct FunctionInput: Hashable, Sendable {
  public enum Role: Hashable, Sendable {
    /// Data: given in `inputs` or `primals`.
    case data
    /// A parameter of a model: given inline, or by its dotted name.
    case parameter(isTrainable: Bool)
    /// A tensor that is written in the function itself.
    case constant
  }

  public let name: String
  public let role: Role
  /// How plain JSON numbers for it are read.
  public let kind: ElementKind
  /// Whether the function cannot be evaluated without it.
  public let isRequired: Bool

  init(_ name: String, _ role: Role = .data, kind: ElementKind = .floating, isRequired: Bool = true) {
    (self.name, self.role, self.kind, self.isRequired) = (name, role, kind, isRequired)
  }

  public var isTrainable: Bool { role == .parameter(isTrainable: true) }
}
