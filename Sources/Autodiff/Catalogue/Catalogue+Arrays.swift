extension AttributeDeclaration {
  static let axes = AttributeDeclaration("axis", "an integer, a list of integers, or null for all axes", default: .null)
  static let keepdims = AttributeDeclaration("keepdims", "true or false", default: .bool(false))
  static func axis(default axis: Int? = nil) -> AttributeDeclaration {
    AttributeDeclaration("axis", "an integer", default: axis.map { .int($0) })
  }
}

extension CatalogueEntry {
  fileprivate static func reduction(
    _ name: String, _ reduce: @escaping @Sendable (Tensor, [Int]?, Bool) throws -> Tensor
  ) -> CatalogueEntry {
    CatalogueEntry(name, ["x"], [.axes, .keepdims]) { operands, attributes in
      try reduce(operands[0], attributes.optional("axis", attributes.ints), attributes.bool("keepdims"))
    }
  }
}

extension Catalogue {
  static let reductions: [CatalogueEntry] = [
    .reduction("reduce_sum") { try $0.sum(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_mean") { try $0.mean(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_max") { try $0.max(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_min") { try $0.min(axes: $1, keepingDimensions: $2) },
  ]

  static let linearAlgebra: [CatalogueEntry] = [
    CatalogueEntry(
      "matmul", ["a", "b"],
      [
        AttributeDeclaration("transpose_a", "true or false", default: .bool(false)),
        AttributeDeclaration("transpose_b", "true or false", default: .bool(false)),
      ]
    ) { operands, attributes in
      try operands[0].matmul(
        operands[1], transposeA: attributes.bool("transpose_a"), transposeB: attributes.bool("transpose_b"))
    }
  ]

  static let shapes: [CatalogueEntry] = [
    CatalogueEntry("reshape", ["x"], [AttributeDeclaration("shape", "a list of integers, of which one may be -1")]) {
      try $0[0].reshaped(inferring: $1.ints("shape"))
    },
    CatalogueEntry(
      "transpose", ["x"],
      [AttributeDeclaration("perm", "a permutation of the axes, or null to reverse them", default: .null)]
    ) { operands, attributes in
      try operands[0].transposed(attributes.optional("perm", attributes.ints))
    },
    CatalogueEntry("expand_dims", ["x"], [.axis()]) { try $0[0].expandingDimensions(at: $1.int("axis")) },
    CatalogueEntry("broadcast_to", ["x"], [AttributeDeclaration("shape", "a list of integers")]) {
      try $0[0].broadcast(to: Shape($1.ints("shape")))
    },
  ]

  static let activations: [CatalogueEntry] = [
    .unary("relu") { try $0.relu() },
    .unary("sigmoid") { try $0.sigmoid() },
    .unary("softplus") { try $0.softplus() },
    .unary("linear") { try apply(Identity(), $0) },
    CatalogueEntry("softmax", ["x"], [.axis(default: -1)]) { try $0[0].softmax(axis: $1.int("axis")) },
    CatalogueEntry("log_softmax", ["x"], [.axis(default: -1)]) { try $0[0].logSoftmax(axis: $1.int("axis")) },
  ]
}
