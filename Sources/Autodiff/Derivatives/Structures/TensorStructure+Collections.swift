extension Tensor: TensorStructure {
  public var leaves: [TensorLeaf] { [TensorLeaf("", self)] }

  public var tensors: [Tensor] { [self] }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Tensor? { tensors.popFirst() }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> Tensor? { found.popFirst() ?? nil }
}

extension Array: TensorStructure where Element: TensorStructure {
  public var leaves: [TensorLeaf] {
    var leaves: [TensorLeaf] = []
    leaves.reserveCapacity(count)
    for (index, element) in enumerated() {
      let prefix = "." + String(index)
      for leaf in element.leaves { leaves.append(leaf.prefixed(prefix)) }
    }
    return leaves
  }

  public var tensors: [Tensor] {
    var tensors: [Tensor] = []
    tensors.reserveCapacity(count)
    for element in self { tensors += element.tensors }
    return tensors
  }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> [Element.Tensors]? {
    var replaced: [Element.Tensors] = []
    for element in self {
      guard let next = element.replacingLeaves(from: &tensors) else { return nil }
      replaced.append(next)
    }
    return replaced
  }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> [Element.Optionals] {
    map { $0.optionals(from: &found) }
  }
}

/// In the order of the keys.
extension Dictionary: TensorStructure where Key == String, Value: TensorStructure {
  public var leaves: [TensorLeaf] {
    ordered.flatMap { key, value in value.leaves.map { $0.prefixed(".\(key)") } }
  }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> [String: Value.Tensors]? {
    var replaced: [String: Value.Tensors] = [:]
    for (key, value) in ordered {
      replaced[key] = value.replacingLeaves(from: &tensors)
    }
    return replaced.count == count ? replaced : nil
  }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> [String: Value.Optionals] {
    var arranged: [String: Value.Optionals] = [:]
    for (key, value) in ordered { arranged[key] = value.optionals(from: &found) }
    return arranged
  }

  private var ordered: [(key: String, value: Value)] { sorted { $0.key < $1.key } }
}

/// Nil has no tensors.
extension Optional: TensorStructure where Wrapped: TensorStructure {
  public var leaves: [TensorLeaf] { self?.leaves ?? [] }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> Wrapped.Tensors?? {
    guard let wrapped = self else { return .some(nil) }
    guard let replaced = wrapped.replacingLeaves(from: &tensors) else { return nil }
    return .some(replaced)
  }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> Wrapped.Optionals? {
    self?.optionals(from: &found)
  }
}
