/// A value made of tensors: a tensor, a variable, an array, an optional or a dictionary of structures, or a type of one's own.
///
/// ```swift
/// struct Affine: TensorStructure {
///   var kernel: Tensor
///   var bias: Tensor
///   var leaves: [TensorLeaf] { [TensorLeaf(".kernel", kernel), TensorLeaf(".bias", bias)] }
///   func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Affine? {
///     guard let kernel = tensors.popFirst(), let bias = tensors.popFirst() else { return nil }
///     return Affine(kernel: kernel, bias: bias)
///   }
/// }
/// ```
public protocol TensorStructure {
  /// The same structure with tensors only, which is what derivatives have: for a structure of variables, one of tensors.
  associatedtype Tensors: TensorStructure = Self where Tensors.Tensors == Tensors
  /// The same structure with nil where a derivative is not connected. A type of one's own need not have one: it gets a list in the order
  /// of its leaves.
  associatedtype Optionals = [Tensor?]

  /// The tensors in a fixed order, each with its place.
  var leaves: [TensorLeaf] { get }

  /// The tensors alone, in the same order.
  var tensors: [Tensor] { get }

  /// The same structure with other tensors, taken from the front of `tensors` in the order of `leaves`. Nil where there are too few.
  func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Tensors?

  /// The same structure with what the front of `found` has, in the order of `leaves`. There are as many as leaves.
  func optionals(from found: inout ArraySlice<Tensor?>) -> Optionals
}

/// A tensor and where it stands in a structure: `.0`, `.kernel`, `.layers.1.bias`; empty for a tensor by itself.
public struct TensorLeaf: Sendable {
  public let path: String
  public let tensor: Tensor
  /// The variable, where the leaf is one; then `tensor` is what its reads are connected to.
  public let variable: Variable?

  public init(_ path: String, _ tensor: Tensor) {
    (self.path, self.tensor, variable) = (path, tensor, nil)
  }

  public init(_ path: String, _ variable: Variable) {
    (self.path, tensor, self.variable) = (path, variable.source, variable)
  }

  private init(_ path: String, _ leaf: TensorLeaf) {
    (self.path, tensor, variable) = (path, leaf.tensor, leaf.variable)
  }

  /// The leaf as one of a larger structure in which its own stands at `prefix`.
  public func prefixed(_ prefix: String) -> TensorLeaf { TensorLeaf(prefix + path, self) }
}

extension TensorStructure where Optionals == [Tensor?] {
  public func optionals(from found: inout ArraySlice<Tensor?>) -> [Tensor?] {
    leaves.map { _ in found.popFirst() ?? nil }
  }
}

extension TensorStructure {
  public var tensors: [Tensor] { leaves.map(\.tensor) }

  /// The structure with these tensors for its own.
  func replacing(_ tensors: [Tensor]) throws -> Tensors {
    var rest = tensors[...]
    guard let replaced = replacingLeaves(from: &rest), rest.isEmpty else {
      throw AutodiffError(.structureMismatch, "\(Self.self) could not be rebuilt from its own number of tensors")
    }
    return replaced
  }

  /// The structure with every tensor mapped.
  func mapTensors(_ transform: (Tensor) throws -> Tensor) throws -> Tensors {
    try replacing(tensors.map(transform))
  }

  /// The structure with `found` in its places, zeros where that is nil.
  func completing(_ found: [Tensor?]) throws -> Tensors {
    try replacing(zip(found, tensors).map { try $0 ?? zeros(like: $1) })
  }

  /// The structure with `found` in its places, and what `unconnected` says where that is nil.
  func arranging(_ found: [Tensor?], _ unconnected: UnconnectedGradients) throws -> Optionals {
    var rest: ArraySlice<Tensor?> = found[...]
    if unconnected == .zero { rest = try zip(found, tensors).map { try $0 ?? zeros(like: $1) }[...] }
    return optionals(from: &rest)
  }

  /// Pairs each leaf with that of `other` at the same place. Throws `structureMismatch` naming the first place that only one of them has.
  func paired<Other: TensorStructure>(
    _ role: String, with other: Other, _ otherRole: String
  ) throws -> [(leaf: TensorLeaf, other: Tensor)] {
    let (mine, theirs) = (leaves, other.leaves)
    for (leaf, otherLeaf) in zip(mine, theirs) where leaf.path != otherLeaf.path {
      throw Self.mismatch(role, otherRole, expected: leaf.path, actual: otherLeaf.path)
    }
    guard mine.count == theirs.count else {
      throw Self.mismatch(
        role, otherRole, expected: mine.dropFirst(theirs.count).first?.path,
        actual: theirs.dropFirst(mine.count).first?.path)
    }
    return zip(mine, theirs).map { ($0, $1.tensor) }
  }

  private static func mismatch(
    _ role: String, _ otherRole: String, expected: String?, actual: String?
  ) -> AutodiffError {
    let (expected, actual) = (expected.map { role + $0 }, actual.map { otherRole + $0 })
    return AutodiffError(
      .structureMismatch,
      "the \(otherRole) must have the structure of the \(role): \(expected ?? "nothing") meets \(actual ?? "nothing")",
      expected: expected ?? "no more \(otherRole)", actual: actual ?? "no more \(otherRole)")
  }
}
