import Autodiff

/// What a value that is given to a plan is for.
enum Role: Hashable, Sendable {
  /// A value of the function's input with this name.
  case input(String)
  /// The tangent of a primal, in one of the call's vectors.
  case tangent(of: String, vector: Int)
  /// The cotangent of an output (of a name, where a gradient is differentiated), in one of the call's vectors.
  case cotangent(of: String, vector: Int)
}

/// The values of a call in the order in which its plan takes them.
struct Bindings: Sendable {
  private(set) var roles: [Role] = []
  private(set) var tensors: [Tensor] = []

  init() {}

  /// As many roles as tensors.
  init(_ roles: [Role], _ tensors: [Tensor]) { (self.roles, self.tensors) = (roles, tensors) }

  mutating func bind(_ role: Role, _ tensor: Tensor) {
    roles.append(role)
    tensors.append(tensor)
  }
}
