extension Tensor {
  /// The sum of products that `equation` describes in NumPy's notation, such as `bij,bjk->bik`. Contracts the operands from left to right,
  /// each pair as one matrix product.
  public static func einsum(_ equation: String, _ operands: [Tensor]) throws -> Tensor {
    let parsed = try EinsumEquation(equation, operands.map(\.shape))
    var terms = try EinsumTerm.matched(operands, parsed, equation)
    var remaining = terms.removeFirst()
    while !terms.isEmpty {
      let next = terms.removeFirst()
      let needed = Set(parsed.result).union(terms.flatMap(\.labels))
      remaining = try remaining.contracted(with: next, keeping: needed)
    }
    return try remaining.reduced(keeping: Set(parsed.result)).ordered(parsed.result).tensor
  }
}

/// A tensor whose axes have distinct labels.
private struct EinsumTerm {
  typealias Label = EinsumEquation.Label

  let tensor: Tensor
  let labels: [Label]

  /// The operands with repeated labels taken as diagonals and the axes of the ellipsis broadcast to one extent.
  static func matched(_ operands: [Tensor], _ parsed: EinsumEquation, _ equation: String) throws -> [EinsumTerm] {
    var extents: [Label: Int] = [:]
    for (operand, labels) in zip(operands, parsed.operands) {
      for (extent, label) in zip(operand.shape.dimensions, labels) {
        let known = extents[label] ?? extent
        var mayBroadcast = false
        if case .ellipsis = label { mayBroadcast = extent == 1 || known == 1 }
        guard known == extent || mayBroadcast else {
          throw AutodiffError(
            .shapeMismatch, "einsum: the extents \(known) and \(extent) of one label of \"\(equation)\" differ",
            expected: "\(known)", actual: "\(extent)")
        }
        extents[label] = known == 1 ? extent : known
      }
    }
    return try zip(operands, parsed.operands).map { operand, labels in
      let broadcast = try operand.broadcast(to: Shape(labels.map { extents[$0] ?? 1 }))
      return try EinsumTerm(tensor: broadcast, labels: labels).withoutRepetitions()
    }
  }

  /// Each label that stands twice is the diagonal of its two axes.
  private func withoutRepetitions() throws -> EinsumTerm {
    guard let second = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }),
      let first = labels.firstIndex(of: labels[second])
    else { return self }
    let rest = labels.indices.filter { $0 != first && $0 != second }
    let diagonal = try tensor.transposed(rest + [first, second]).diagonalPart()
    return try EinsumTerm(tensor: diagonal, labels: rest.map { labels[$0] } + [labels[first]]).withoutRepetitions()
  }

  /// The sum over the labels that are not kept.
  func reduced(keeping kept: Set<Label>) throws -> EinsumTerm {
    let gone = labels.indices.filter { !kept.contains(labels[$0]) }
    guard !gone.isEmpty else { return self }
    return EinsumTerm(tensor: try tensor.sum(axes: gone), labels: labels.filter(kept.contains))
  }

  /// The axes in the order of `order`, which has the same labels.
  func ordered(_ order: [Label]) throws -> EinsumTerm {
    let axes = order.compactMap(labels.firstIndex(of:))
    return axes == Array(axes.indices) ? self : EinsumTerm(tensor: try tensor.transposed(axes), labels: order)
  }

  /// The product with `other`, summed over the labels that are not kept: of the axes in common, the kept ones are batches.
  func contracted(with other: EinsumTerm, keeping kept: Set<Label>) throws -> EinsumTerm {
    let (mine, theirs) = (Set(labels), Set(other.labels))
    let left = try reduced(keeping: kept.union(theirs))
    let right = try other.reduced(keeping: kept.union(mine))
    let common = left.labels.filter(theirs.contains)
    let batch = common.filter(kept.contains)
    let summed = common.filter { !kept.contains($0) }
    let (rows, columns) = (left.labels.filter { !theirs.contains($0) }, right.labels.filter { !mine.contains($0) })
    let a = try left.blocks(batch, rows, summed)
    let b = try right.blocks(batch, summed, columns)
    // A sum over nothing is a product of elements, and one batch is a matrix.
    let product =
      try summed.isEmpty
      ? a * b
      : batch.isEmpty ? a.squeezed(axes: [0]).matmul(b.squeezed(axes: [0])) : a.matmul(b)
    let labels = batch + rows + columns
    let extents = labels.map { left.extent(of: $0) ?? right.extent(of: $0) ?? 1 }
    return EinsumTerm(tensor: try product.reshaped(to: Shape(extents)), labels: labels)
  }

  private func extent(of label: Label) -> Int? { labels.firstIndex(of: label).map { tensor.shape[$0] } }

  /// The tensor with three axes, one for each group of labels.
  private func blocks(_ groups: [Label]...) throws -> Tensor {
    let extents = try groups.map { group in try Shape(group.map { extent(of: $0) ?? 1 }).elementCount }
    return try ordered(groups.flatMap { $0 }).tensor.reshaped(to: Shape(extents))
  }
}
