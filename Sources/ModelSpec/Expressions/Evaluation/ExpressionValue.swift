import Autodiff

/// What a step of an expression is worth: a tensor, or something that is no tensor yet. A number takes the type of the
/// tensor it meets, so that `2 * x` is of the type of `x`.
enum ExpressionValue {
  case tensor(Tensor)
  case literal(Literal)
  case list(ExpressionList)

  /// What a message calls this kind of value.
  var kindName: String {
    switch self {
    case .tensor(let tensor): "a tensor of type \(tensor.type)"
    case .literal(let literal): literal.kindName
    case .list: "a list"
    }
  }

  /// The value as an attribute; nil where a tensor is in it.
  var attribute: Literal? {
    switch self {
    case .tensor: return nil
    case .literal(let literal): return literal
    case .list(let list):
      let literals = list.elements.compactMap(\.attribute)
      return literals.count == list.elements.count ? .list(literals) : nil
    }
  }

  var integer: Int? {
    guard case .literal(.int(let value)) = self else { return nil }
    return Int(exactly: value)
  }

  var isString: Bool {
    if case .literal(.string) = self { true } else { false }
  }

  /// Whether the value is one for an attribute only.
  var isNoOperand: Bool {
    switch self {
    case .literal(.null), .literal(.string), .literal(.bool): true
    default: false
    }
  }
}

/// A list or tuple of a formula. Lists can be named and put into lists, so depth and size are counted as they grow: a few
/// lines must not write a list of a billion elements.
struct ExpressionList {
  static let maximumDepth = 16
  static let maximumCount = 1 << 20

  let elements: [ExpressionValue]
  private let depth: Int
  private let count: Int

  init(_ elements: [ExpressionValue]) throws(SpecError) {
    var (depth, count) = (0, 0)
    for case .list(let inner) in elements {
      depth = max(depth, inner.depth)
      count += inner.count
    }
    (self.elements, self.depth, self.count) = (elements, depth + 1, count + elements.count)
    guard self.depth <= Self.maximumDepth, self.count <= Self.maximumCount else {
      throw SpecError(
        .limitExceeded, at: "", "a list has at most \(Self.maximumCount) elements and \(Self.maximumDepth) levels",
        expected: "at most \(Self.maximumCount) elements and \(Self.maximumDepth) levels")
    }
  }
}
