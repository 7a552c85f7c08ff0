extension Catalogue {
  static let indexing: [CatalogueEntry] = [
    CatalogueEntry("gather", ["x", "indices"], [.axis(default: 0)]) {
      try $0[0].gathered(at: $0[1], axis: $1.int("axis"))
    },
    CatalogueEntry("gather_nd", ["x", "indices"]) { operands, _ in
      try operands[0].gathered(atCoordinates: operands[1])
    },
    CatalogueEntry("scatter_nd", ["indices", "updates"], [AttributeDeclaration("shape", "a list of integers")]) {
      try $0[1].scattered(atCoordinates: $0[0], into: Shape($1.ints("shape")))
    },
    CatalogueEntry("tensor_scatter_nd_add", ["tensor", "indices", "updates"]) { operands, _ in
      try operands[0].addingScattered(operands[2], atCoordinates: operands[1])
    },
    CatalogueEntry("tensor_scatter_nd_update", ["tensor", "indices", "updates"]) { operands, _ in
      try operands[0].replacing(operands[2], atCoordinates: operands[1])
    },
    CatalogueEntry("segment_sum", ["data", "ids"], [.int("num_segments")]) {
      try $0[0].segmentSum(ids: $0[1], count: $1.int("num_segments"))
    },
    CatalogueEntry("one_hot", ["indices"], [.int("depth"), .dtype(default: .float32)]) {
      try $0[0].oneHot(depth: $1.int("depth"), dtype: $1.dtype("dtype"))
    },
  ]
}
