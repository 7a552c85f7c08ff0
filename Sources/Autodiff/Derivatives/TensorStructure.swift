/// A value made of tensors: a tensor, an array, an optional or a dictionary of structures, or a type of one's own.
public protocol TensorStructure {
  /// The tensors in a fixed order, each with its place (`.0`, `.kernel`; empty for a tensor itself).
  var leaves: [(path: String, tensor: Tensor)] { get }

  /// The same structure with other tensors, taken from `tensors` in the order of `leaves`. Nil where there are too few.
  func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Self?
}

extension Tensor: TensorStructure {
  public var leaves: [(path: String, tensor: Tensor)] { [("", self)] }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Tensor? { tensors.popFirst() }
}

extension Array: TensorStructure where Element: TensorStructure {
  public var leaves: [(path: String, tensor: Tensor)] {
    enumerated().flatMap { index, element in element.leaves.map { (".\(index)\($0.path)", $0.tensor) } }
  }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> [Element]? {
    var replaced: [Element] = []
    for element in self {
      guard let next = element.replacingLeaves(from: &tensors) else { return nil }
      replaced.append(next)
    }
    return replaced
  }
}

extension Dictionary: TensorStructure where Key == String, Value: TensorStructure {
  public var leaves: [(path: String, tensor: Tensor)] {
    sorted { $0.key < $1.key }.flatMap { key, value in value.leaves.map { (".\(key)\($0.path)", $0.tensor) } }
  }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> [String: Value]? {
    var replaced: [String: Value] = [:]
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      replaced[key] = value.replacingLeaves(from: &tensors)
    }
    return replaced.count == count ? replaced : nil
  }
}

extension TensorStructure {
  var tensors: [Tensor] { leaves.map(\.tensor) }

  /// The structure with every tensor mapped.
  func mapTensors(_ transform: (Tensor) throws -> Tensor) throws -> Self {
    var mapped = try tensors.map(transform)[...]
    guard let result = replacingLeaves(from: &mapped) else {
      throw AutodiffError(.structureMismatch, "\(Self.self) could not be rebuilt from its own number of tensors")
    }
    return result
  }
}
