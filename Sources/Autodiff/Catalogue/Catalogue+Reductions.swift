extension AttributeDeclaration {
  static let axes = AttributeDeclaration("axis", "an integer, a list of integers, or null for all axes", default: .null)
  static let keepdims = bool("keepdims", default: false)
  static func axis(default axis: Int? = nil) -> AttributeDeclaration {
    AttributeDeclaration("axis", "an integer", default: axis.map { .int($0) })
  }
  static func int(_ name: String) -> AttributeDeclaration { AttributeDeclaration(name, "an integer") }
  static func float(_ name: String, default value: Double? = nil) -> AttributeDeclaration {
    AttributeDeclaration(name, "a number", default: value.map { .float($0) })
  }
  static func bool(_ name: String, default value: Bool) -> AttributeDeclaration {
    AttributeDeclaration(name, "true or false", default: .bool(value))
  }
  static func dtype(default dtype: DType? = nil) -> AttributeDeclaration {
    AttributeDeclaration("dtype", "a type such as \"float64\"", default: dtype.map { .string($0.rawValue) })
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
    .reduction("reduce_prod") { try $0.product(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_logsumexp") { try $0.logSumExp(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_variance") { try $0.variance(axes: $1, keepingDimensions: $2) },
    .reduction("reduce_std") { try $0.standardDeviation(axes: $1, keepingDimensions: $2) },
    CatalogueEntry(
      "norm", ["x"],
      [AttributeDeclaration("ord", "a positive number or \"inf\"", default: .int(2)), .axes, .keepdims]
    ) { operands, attributes in
      let order = try attributes.value("ord") == .string("inf") ? .infinity : attributes.float("ord")
      return try operands[0].norm(
        order: order, axes: attributes.optional("axis", attributes.ints),
        keepingDimensions: attributes.bool("keepdims"))
    },
    CatalogueEntry("cumsum", ["x"], scan) {
      try $0[0].cumulativeSum(
        axis: $1.int("axis"), exclusive: $1.bool("exclusive"), reversed: $1.bool("reverse"))
    },
    CatalogueEntry("cumprod", ["x"], scan) {
      try $0[0].cumulativeProduct(
        axis: $1.int("axis"), exclusive: $1.bool("exclusive"), reversed: $1.bool("reverse"))
    },
    CatalogueEntry("cumulative_logsumexp", ["x"], [.axis(default: 0)]) {
      try $0[0].cumulativeLogSumExp(axis: $1.int("axis"))
    },
    CatalogueEntry("argmax", ["x"], [.axis(default: 0)]) { try $0[0].argMax(axis: $1.int("axis")) },
    CatalogueEntry("argmin", ["x"], [.axis(default: 0)]) { try $0[0].argMin(axis: $1.int("axis")) },
    CatalogueEntry("top_k", ["x"], [.int("k")]) { try $0[0].topK($1.int("k")) },
    CatalogueEntry("sort", ["x"], [.axis(default: -1), .bool("descending", default: false)]) {
      try $0[0].sorted(axis: $1.int("axis"), descending: $1.bool("descending"))
    },
  ]

  private static let scan: [AttributeDeclaration] = [
    .axis(default: 0), .bool("exclusive", default: false), .bool("reverse", default: false),
  ]
}
