/// A structure whose form is known only when the program runs: lists and dictionaries of trees, in any nesting.
///
/// ```swift
/// let parameters: TensorTree = ["kernel": .tensor(k), "heads": [.tensor(a), .variable(b)]]
/// ```
public indirect enum TensorTree: Sendable {
  case tensor(Tensor)
  case variable(Variable)
  case list([TensorTree])
  case dictionary([String: TensorTree])
  /// No tensor; as the derivative of something, that it is not connected.
  case none

  /// The tensor, if the tree is one.
  public var tensor: Tensor? {
    if case .tensor(let tensor) = self { tensor } else { nil }
  }

  /// Element `index` of a list; `.none` of anything else and beyond its end.
  public subscript(index: Int) -> TensorTree {
    if case .list(let trees) = self, trees.indices.contains(index) { trees[index] } else { .none }
  }

  /// The value at `key` of a dictionary; `.none` of anything else and where there is none.
  public subscript(key: String) -> TensorTree {
    if case .dictionary(let trees) = self { trees[key] ?? .none } else { .none }
  }
}

extension TensorTree: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(arrayLiteral trees: TensorTree...) { self = .list(trees) }

  /// Of a key that stands twice the last value counts.
  public init(dictionaryLiteral trees: (String, TensorTree)...) {
    self = .dictionary(Dictionary(trees, uniquingKeysWith: { $1 }))
  }
}

extension TensorTree: TensorStructure {
  /// The places in lists are `[0]`, those in dictionaries `.key`: trees that differ only in the containers have different leaves.
  public var leaves: [TensorLeaf] {
    switch self {
    case .tensor(let tensor): tensor.leaves
    case .variable(let variable): variable.leaves
    case .list(let trees):
      trees.enumerated().flatMap { index, tree in tree.leaves.map { $0.prefixed("[\(index)]") } }
    case .dictionary(let trees): trees.leaves
    case .none: []
    }
  }

  public func replacingLeaves(from tensors: inout ArraySlice<Tensor>) -> TensorTree? {
    switch self {
    case .tensor, .variable: tensors.popFirst().map(TensorTree.tensor)
    case .list(let trees): trees.replacingLeaves(from: &tensors).map(TensorTree.list)
    case .dictionary(let trees): trees.replacingLeaves(from: &tensors).map(TensorTree.dictionary)
    case .none: TensorTree.none
    }
  }

  public func optionals(from found: inout ArraySlice<Tensor?>) -> TensorTree {
    switch self {
    case .tensor, .variable: (found.popFirst() ?? nil).map(TensorTree.tensor) ?? .none
    case .list(let trees): .list(trees.optionals(from: &found))
    case .dictionary(let trees): .dictionary(trees.optionals(from: &found))
    case .none: .none
    }
  }
}
