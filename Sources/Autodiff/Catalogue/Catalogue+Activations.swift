extension Catalogue {
  static let activations: [CatalogueEntry] = rectifiers + smoothActivations

  private static let rectifiers: [CatalogueEntry] = [
    CatalogueEntry(
      "relu", ["x"],
      [
        .float("negative_slope", default: 0), AttributeDeclaration("max_value", "a number or null", default: .null),
        .float("threshold", default: 0),
      ], relu),
    .unary("relu6") { try $0.relu6() },
    CatalogueEntry("leaky_relu", ["x"], [.float("negative_slope", default: 0.2)]) {
      try $0[0].leakyRelu(negativeSlope: $1.float("negative_slope"))
    },
    CatalogueEntry("elu", ["x"], [.float("alpha", default: 1)]) { try $0[0].elu(alpha: $1.float("alpha")) },
    .unary("selu") { try $0.selu() },
    CatalogueEntry("celu", ["x"], [.float("alpha", default: 1)]) { try $0[0].celu(alpha: $1.float("alpha")) },
    .unary("hard_sigmoid") { try $0.hardSigmoid() },
    .unary("hard_silu") { try $0.hardSilu() },
    .unary("hard_swish") { try $0.hardSilu() },
    .unary("hard_tanh") { try $0.hardTanh() },
    CatalogueEntry("hard_shrink", ["x"], [.float("threshold", default: 0.5)]) {
      try $0[0].hardShrink(threshold: $1.float("threshold"))
    },
    CatalogueEntry("soft_shrink", ["x"], [.float("threshold", default: 0.5)]) {
      try $0[0].softShrink(threshold: $1.float("threshold"))
    },
    CatalogueEntry("threshold", ["x"], [.float("threshold"), .float("default_value")]) {
      try $0[0].thresholded($1.float("threshold"), value: $1.float("default_value"))
    },
    .unary("sparse_plus") { try $0.sparsePlus() },
    .unary("sparse_sigmoid") { try $0.sparseSigmoid() },
  ]

  /// The plain one is one operation; attributes make it a composition.
  @Sendable private static func relu(_ operands: [Tensor], _ attributes: Attributes) throws -> Tensor {
    let (slope, threshold) = (try attributes.float("negative_slope"), try attributes.float("threshold"))
    let maximum = try attributes.optional("max_value", attributes.float)
    if slope == 0, threshold == 0, maximum == nil { return try operands[0].relu() }
    return try operands[0].relu(negativeSlope: slope, maximum: maximum, threshold: threshold)
  }

  private static let smoothActivations: [CatalogueEntry] = [
    .unary("sigmoid") { try $0.sigmoid() },
    .unary("log_sigmoid") { try $0.logSigmoid() },
    .unary("softplus") { try $0.softplus() },
    .unary("softsign") { try $0.softsign() },
    .unary("silu") { try $0.silu() },
    .unary("swish") { try $0.silu() },
    .unary("mish") { try $0.mish() },
    .unary("exponential") { try $0.exp() },
    .unary("linear") { try apply(Identity(), $0) },
    CatalogueEntry("gelu", ["x"], [.bool("approximate", default: false)]) {
      try $1.bool("approximate") ? $0[0].approximateGelu() : $0[0].gelu()
    },
    .unary("tanh_shrink") { try $0.tanhShrink() },
    CatalogueEntry("squareplus", ["x"], [.float("b", default: 4)]) { try $0[0].squareplus(b: $1.float("b")) },
    CatalogueEntry("softmax", ["x"], [.axis(default: -1)]) { try $0[0].softmax(axis: $1.int("axis")) },
    CatalogueEntry("log_softmax", ["x"], [.axis(default: -1)]) { try $0[0].logSoftmax(axis: $1.int("axis")) },
    .unary("sparsemax") { try $0.sparsemax() },
    CatalogueEntry("glu", ["x"], [.axis(default: -1)]) { try $0[0].glu(axis: $1.int("axis")) },
  ]
}
