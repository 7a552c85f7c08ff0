import Autodiff

/// An operation that programs and expressions can call: one of the library's catalogue, or a loss.
struct WireOperation: Sendable {
  struct Attribute: Sendable {
    let name: String
    /// What values it takes, in words.
    let expected: String
    let isRequired: Bool
  }

  let name: String
  /// The operands' names. Of a variadic operation the last one stands for any number, at least one.
  let operands: [String]
  /// Operands from here on may be left out.
  let requiredOperands: Int
  let isVariadic: Bool
  let attributes: [Attribute]
  private let body: @Sendable ([Tensor], [String: Literal]) throws -> Tensor

  func apply(_ operands: [Tensor], _ attributes: [String: Literal]) throws -> Tensor {
    try body(operands, attributes)
  }

  /// The attributes with the request's type for a type that may be left out, as that of `one_hot`.
  func completed(_ attributes: [String: Literal], _ dtype: DType) -> [String: Literal] {
    guard let place = self.attributes.first(where: { $0.name == "dtype" }), !place.isRequired else { return attributes }
    return attributes.merging(["dtype": .string(dtype.rawValue)]) { given, _ in given }
  }

  /// What the operands' elements are used as; the last kind also holds for the operands after it.
  private let kinds: [ElementKind]

  func kind(ofOperand index: Int) -> ElementKind {
    kinds.indices.contains(index) ? kinds[index] : kinds.last ?? .floating
  }
}

extension WireOperation {
  init(_ entry: CatalogueEntry) {
    (name, operands, requiredOperands) = (entry.name, entry.operands, entry.operands.count)
    (isVariadic, kinds) = (entry.isVariadic, OperandKinds.byOperation[entry.name] ?? [])
    attributes = entry.attributes.map {
      Attribute(name: $0.name, expected: $0.expected, isRequired: $0.defaultValue == nil)
    }
    body = { try entry.apply($0, $1.mapValues(\.attributeValue)) }
  }

  /// A loss of targets, predictions and perhaps sample weights; its attributes are its options and `reduction`.
  init(_ entry: LossEntry) {
    (name, operands, requiredOperands) = (entry.name, ["targets", "predictions", "sample_weight"], 2)
    (isVariadic, kinds) = (false, [entry.targets, .floating])
    attributes =
      entry.options.map { Attribute(name: $0.name, expected: $0.domain.expected, isRequired: false) }
      + [Attribute(name: "reduction", expected: "the name of a reduction", isRequired: false)]
    body = { operands, attributes in
      guard (2...3).contains(operands.count) else {
        throw AutodiffError(
          .operandCount,
          "\(entry.name) takes targets, predictions and perhaps sample weights, not \(operands.count) operands",
          expected: "2 or 3", actual: "\(operands.count)")
      }
      let loss = try Loss(entry, attributes)
      return try loss(operands[0], operands[1], logits: nil, weights: operands.count > 2 ? operands[2] : nil)
    }
  }
}

extension WireOperation {
  /// Whether conditions and integers count as numbers here, as in `mean(x > 0)`.
  var takesConditionsAsNumbers: Bool { name.hasPrefix("reduce_") }
}

/// Every operation of the wire, by name.
enum OperationTable {
  static let operations: [WireOperation] =
    Catalogue.entries.map(WireOperation.init) + LossCatalogue.entries.map(WireOperation.init)

  static let names = operations.map(\.name)

  private static let byName = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  static func operation(named name: String) -> WireOperation? { byName[name] }
}

/// Operands that are no floating tensors.
private enum OperandKinds {
  static let byOperation: [String: [ElementKind]] = Dictionary(uniqueKeysWithValues: indices + conditions)

  private static let indices: [(String, [ElementKind])] = [
    ("gather", [.floating, .integer]), ("gather_nd", [.floating, .integer]),
    ("scatter_nd", [.integer, .floating]), ("tensor_scatter_nd_add", [.floating, .integer, .floating]),
    ("tensor_scatter_nd_update", [.floating, .integer, .floating]), ("segment_sum", [.floating, .integer]),
    ("one_hot", [.integer]), ("sparse_softmax_cross_entropy_with_logits", [.integer, .floating]),
  ]

  private static let conditions: [(String, [ElementKind])] = [
    ("where", [.boolean, .floating]), ("logical_and", [.boolean]),
    ("logical_or", [.boolean]), ("logical_not", [.boolean]),
  ]
}

extension Literal {
  var attributeValue: AttributeValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): Int(exactly: value).map { .int($0) } ?? .float(Double(value))
    case .float(let value): .float(value.value)
    case .string(let value): .string(value)
    case .list(let values): .list(values.map(\.attributeValue))
    }
  }
}
