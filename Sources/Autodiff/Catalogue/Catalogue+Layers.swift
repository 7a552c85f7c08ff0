extension AttributeDeclaration {
  /// The height and width of something.
  fileprivate static func extents(_ name: String, default value: AttributeValue? = nil) -> AttributeDeclaration {
    AttributeDeclaration(name, "an integer or a list of two integers", default: value)
  }
}

extension Catalogue {
  static let layers: [CatalogueEntry] = [
    CatalogueEntry("softmax_cross_entropy_with_logits", ["labels", "logits"], [.axis(default: -1)]) {
      try $0[0].softmaxCrossEntropy(logits: $0[1], axis: $1.int("axis"))
    },
    CatalogueEntry("sigmoid_cross_entropy_with_logits", ["labels", "logits"]) { operands, _ in
      try operands[0].sigmoidCrossEntropy(logits: operands[1])
    },
    CatalogueEntry("sparse_softmax_cross_entropy_with_logits", ["labels", "logits"]) { operands, _ in
      try operands[0].sparseSoftmaxCrossEntropy(logits: operands[1])
    },
    CatalogueEntry("l2_normalize", ["x"], [.axes, .float("epsilon", default: 1e-12)]) {
      try $0[0].l2Normalized(axes: $1.optional("axis", $1.ints), epsilon: $1.float("epsilon"))
    },
    CatalogueEntry(
      "layer_norm", ["x", "gamma", "beta"],
      [
        AttributeDeclaration("axis", "an integer or a list of integers", default: .int(-1)),
        .float("epsilon", default: 1e-3),
      ]
    ) {
      try $0[0].layerNormalized(gamma: $0[1], beta: $0[2], axes: $1.ints("axis"), epsilon: $1.float("epsilon"))
    },
    CatalogueEntry("rms_norm", ["x", "scale"], [.float("epsilon", default: 1e-6)]) {
      try $0[0].rmsNormalized(scale: $0[1], epsilon: $1.float("epsilon"))
    },
    CatalogueEntry(
      "batch_norm", ["x", "gamma", "beta", "moving_mean", "moving_variance"], [.float("epsilon", default: 1e-3)]
    ) {
      try $0[0].batchNormalized(
        gamma: $0[1], beta: $0[2], mean: $0[3], variance: $0[4], epsilon: $1.float("epsilon"))
    },
    CatalogueEntry("batch_norm_training", ["x", "gamma", "beta"], [.float("epsilon", default: 1e-3)]) {
      try $0[0].batchNormalizedInTraining(gamma: $0[1], beta: $0[2], epsilon: $1.float("epsilon"))
    },
    CatalogueEntry(
      "conv2d", ["x", "filters"],
      [
        .extents("strides", default: .int(1)),
        AttributeDeclaration("padding", "\"VALID\" or \"SAME\"", default: .string("VALID")),
      ]
    ) { operands, attributes in
      guard let padding = ConvolutionPadding(rawValue: try attributes.string("padding")) else {
        throw attributes.wrong("padding", try attributes.value("padding"))
      }
      return try operands[0].convolved(
        with: operands[1], strides: extents("strides", attributes), padding: padding)
    },
    .pooling("avg_pool2d") { try $0.averagePooled(size: $1, strides: $2) },
    .pooling("max_pool2d") { try $0.maxPooled(size: $1, strides: $2) },
  ]

  fileprivate static func extents(_ name: String, _ attributes: Attributes) throws -> [Int] {
    let extents = try attributes.ints(name)
    return extents.count == 1 ? extents + extents : extents
  }
}

extension CatalogueEntry {
  /// Windows lie side by side unless `strides` says otherwise.
  fileprivate static func pooling(
    _ name: String, _ pool: @escaping @Sendable (Tensor, [Int], [Int]) throws -> Tensor
  ) -> CatalogueEntry {
    CatalogueEntry(name, ["x"], [.extents("ksize"), .extents("strides", default: .null)]) { operands, attributes in
      let size = try Catalogue.extents("ksize", attributes)
      let strides = try attributes.optional("strides") { try Catalogue.extents($0, attributes) }
      return try pool(operands[0], size, strides ?? size)
    }
  }
}
