extension AttributeDeclaration {
  fileprivate static func ints(_ name: String, _ expected: String = "a list of integers") -> AttributeDeclaration {
    AttributeDeclaration(name, expected)
  }
  fileprivate static func places(_ name: String) -> AttributeDeclaration {
    AttributeDeclaration(name, "a list of integers and nulls", default: .null)
  }
}

extension Catalogue {
  static let shapes: [CatalogueEntry] = [
    CatalogueEntry("reshape", ["x"], [.ints("shape", "a list of integers, of which one may be -1")]) {
      try $0[0].reshaped(inferring: $1.ints("shape"))
    },
    CatalogueEntry(
      "transpose", ["x"],
      [AttributeDeclaration("perm", "a permutation of the axes, or null to reverse them", default: .null)]
    ) { operands, attributes in
      try operands[0].transposed(attributes.optional("perm", attributes.ints))
    },
    CatalogueEntry("expand_dims", ["x"], [.axis()]) { try $0[0].expandingDimensions(at: $1.int("axis")) },
    CatalogueEntry("broadcast_to", ["x"], [.ints("shape")]) {
      try $0[0].broadcast(to: Shape($1.ints("shape")))
    },
    CatalogueEntry(
      "squeeze", ["x"],
      [AttributeDeclaration("axis", "an integer, a list of integers, or null for all axes of extent 1", default: .null)]
    ) { try $0[0].squeezed(axes: $1.optional("axis", $1.ints)) },
    CatalogueEntry("concat", ["x"], isVariadic: true, [.axis()]) {
      try Tensor.concatenated($0, axis: $1.int("axis"))
    },
    CatalogueEntry("stack", ["x"], isVariadic: true, [.axis(default: 0)]) {
      try Tensor.stacked($0, axis: $1.int("axis"))
    },
    CatalogueEntry(
      "split", ["x"],
      [.ints("num_or_sizes", "a number of parts or the list of their extents"), .axis(default: 0), .int("index")]
    ) { operands, attributes in
      try part(of: operands[0], attributes)
    },
    CatalogueEntry("slice", ["x"], [.ints("begin"), .ints("size")]) {
      try $0[0].sliced(from: $1.ints("begin"), size: $1.ints("size"))
    },
    CatalogueEntry("strided_slice", ["x"], [.places("begin"), .places("end"), .places("strides")]) {
      try $0[0].sliced(slices($1, $0[0].rank))
    },
    CatalogueEntry(
      "pad", ["x"],
      [
        AttributeDeclaration("paddings", "a list of pairs [before, after], one for each axis"),
        AttributeDeclaration("mode", "\"constant\", \"reflect\" or \"symmetric\"", default: .string("constant")),
        AttributeDeclaration("value", "a number", default: .float(0)),
      ]
    ) { try $0[0].padded(paddings($1), paddingMode($1)) },
    CatalogueEntry("tile", ["x"], [.ints("multiples")]) { try $0[0].tiled($1.ints("multiples")) },
    CatalogueEntry(
      "repeat", ["x"], [.ints("repeats", "an integer, or a list of one for each element"), .axis(default: 0)]
    ) { operands, attributes in
      if case .list = try attributes.value("repeats") {
        return try operands[0].repeated(attributes.ints("repeats"), axis: attributes.int("axis"))
      }
      return try operands[0].repeated(attributes.int("repeats"), axis: attributes.int("axis"))
    },
    CatalogueEntry("reverse", ["x"], [.axes]) { try $0[0].reversed(axes: $1.optional("axis", $1.ints)) },
    CatalogueEntry(
      "roll", ["x"],
      [
        .ints("shift", "an integer or a list of integers"),
        AttributeDeclaration("axis", "an integer or a list of integers", default: .int(0)),
      ]
    ) { try $0[0].rolled(by: $1.ints("shift"), axes: $1.ints("axis")) },
  ]

  private static func part(of x: Tensor, _ attributes: Attributes) throws -> Tensor {
    let (axis, index) = (try attributes.int("axis"), try attributes.int("index"))
    let parts: [Tensor]
    if case .list = try attributes.value("num_or_sizes") {
      parts = try x.split(sizes: attributes.ints("num_or_sizes"), axis: axis)
    } else {
      parts = try x.split(count: attributes.int("num_or_sizes"), axis: axis)
    }
    guard parts.indices.contains(index) else {
      throw AutodiffError(
        .badAttribute, "split: there is no part \(index) of \(parts.count)", expected: "0 to \(parts.count - 1)",
        actual: "\(index)")
    }
    return parts[index]
  }

  private static func slices(_ attributes: Attributes, _ rank: Int) throws -> [AxisSlice] {
    let lists = try ["begin", "end", "strides"].map { try attributes.optional($0, attributes.optionalInts) }
    guard let count = lists.compactMap(\.?.count).max() else { return [] }
    guard lists.allSatisfy({ $0 == nil || $0?.count == count }) else {
      throw AutodiffError(
        .badAttribute, "strided_slice: begin, end and strides must have as many elements", expected: "\(count)",
        actual: lists.map { $0.map { "\($0.count)" } ?? "null" }.joined(separator: ", "))
    }
    let absent = [Int?](repeating: nil, count: count)
    let (begins, ends, strides) = (lists[0] ?? absent, lists[1] ?? absent, lists[2] ?? absent)
    return (0..<count).map { AxisSlice(begins[$0], ends[$0], stride: strides[$0] ?? 1) }
  }

  private static func paddings(_ attributes: Attributes) throws -> [(before: Int, after: Int)] {
    try attributes.intLists("paddings").map { pair in
      guard pair.count == 2 else { throw attributes.wrong("paddings", try attributes.value("paddings")) }
      return (pair[0], pair[1])
    }
  }

  private static func paddingMode(_ attributes: Attributes) throws -> PaddingMode {
    switch try attributes.string("mode") {
    case "constant": .constant(try attributes.float("value"))
    case "reflect": .reflect
    case "symmetric": .symmetric
    default: throw attributes.wrong("mode", try attributes.value("mode"))
    }
  }
}
