extension Catalogue {
  static let linearAlgebra: [CatalogueEntry] = [
    CatalogueEntry(
      "matmul", ["a", "b"], [.bool("transpose_a", default: false), .bool("transpose_b", default: false)]
    ) { operands, attributes in
      try operands[0].matmul(
        operands[1], transposeA: attributes.bool("transpose_a"), transposeB: attributes.bool("transpose_b"))
    },
    .binary("dot") { try $0.dot($1) },
    CatalogueEntry(
      "tensordot", ["a", "b"], [AttributeDeclaration("axes", "an integer, or a list of two lists of integers")],
      tensorDot),
    .binary("outer") { try $0.outer($1) },
    CatalogueEntry(
      "einsum", ["x"], isVariadic: true, [AttributeDeclaration("equation", "an equation such as \"ij,jk->ik\"")]
    ) { try Tensor.einsum($1.string("equation"), $0) },
    .unary("trace") { try $0.trace() },
    .unary("diag") { try $0.diagonalMatrix() },
    .unary("diag_part") { try $0.diagonalPart() },
    CatalogueEntry("band_part", ["x"], [.int("lower"), .int("upper")]) {
      try $0[0].bandPart(lower: $1.int("lower"), upper: $1.int("upper"))
    },
    .unary("matrix_inverse") { try $0.inverse() },
    .unary("matrix_determinant") { try $0.determinant() },
    .unary("logdet") { try $0.logDeterminant() },
    .unary("cholesky") { try $0.cholesky() },
    CatalogueEntry("solve", ["a", "b"]) { operands, _ in try operands[0].solve(operands[1]) },
    CatalogueEntry("triangular_solve", ["a", "b"], [.bool("lower", default: true)]) {
      try $0[0].triangularSolve($0[1], lower: $1.bool("lower"))
    },
  ]

  @Sendable private static func tensorDot(_ operands: [Tensor], _ attributes: Attributes) throws -> Tensor {
    let axes = try attributes.value("axes")
    guard case .list = axes else { return try operands[0].tensorDot(operands[1], count: attributes.int("axes")) }
    let lists = try attributes.intLists("axes")
    guard lists.count == 2 else { throw attributes.wrong("axes", axes) }
    return try operands[0].tensorDot(operands[1], axes: (lists[0], lists[1]))
  }
}
