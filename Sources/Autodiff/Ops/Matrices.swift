extension Tensor {
  /// The matrices in the last two axes transposed. The rank is at least 2.
  func matrixTransposed() throws -> Tensor {
    try transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  private func expectMatrix(_ name: String) throws {
    guard rank >= 2 else {
      throw AutodiffError(
        .shapeMismatch, "\(name) takes matrices, not \(type)", expected: "rank >= 2", actual: "\(shape)")
    }
  }

  /// The elements `[i, i]` of the matrices in the last two axes.
  public func diagonalPart() throws -> Tensor {
    try expectMatrix("diag_part")
    let (lead, rows, columns) = (shape.dimensions.dropLast(2), shape[rank - 2], shape[rank - 1])
    let flat = try reshaped(to: Shape(lead + [Shape([rows, columns]).elementCount]))
    let count = Swift.min(rows, columns)
    let region = StridedRegion(
      starts: lead.map { _ in 0 } + [0], counts: lead + [count], strides: lead.map { _ in 1 } + [columns + 1])
    return try apply(StridedSlice(region: region), flat)
  }

  /// Square matrices with the vectors of the last axis on their diagonals.
  public func diagonalMatrix() throws -> Tensor {
    guard let count = shape.dimensions.last else {
      throw AutodiffError(.shapeMismatch, "diag takes vectors, not \(type)", expected: "rank >= 1", actual: "[]")
    }
    let lead = shape.dimensions.dropLast()
    let region = StridedRegion(
      starts: lead.map { _ in 0 } + [0], counts: lead + [count], strides: lead.map { _ in 1 } + [count + 1])
    let flat = try apply(Place(region: region, shape: Shape(lead + [Shape([count, count]).elementCount])), self)
    return try flat.reshaped(to: Shape(lead + [count, count]))
  }

  /// The sums of the diagonals of the matrices in the last two axes.
  public func trace() throws -> Tensor {
    try expectMatrix("trace")
    return try diagonalPart().sum(axes: [-1])
  }

  /// The matrices in the last two axes with zeros where an element is more than `lower` below or `upper` above the diagonal; a negative
  /// number sets no bound.
  public func bandPart(lower: Int, upper: Int) throws -> Tensor {
    try expectMatrix("band_part")
    guard shape.elementCount > 0 else { return try apply(Identity(), self) }
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let mask = try Tensor(TensorType(.bool, Shape([rows, columns]))) { memory in
      let bytes = memory.assumingMemoryBound(to: Bool.self)
      for row in 0..<rows {
        for column in 0..<columns {
          let isKept = (lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper)
          (bytes + row * columns + column).initialize(to: isKept)
        }
      }
    }
    return try .where(mask, self, zeros(like: self))
  }

  /// The product of every element of self with every element of `other`: a matrix, whatever their shapes.
  public func outer(_ other: Tensor) throws -> Tensor {
    try reshaped(to: Shape([shape.elementCount, 1])) * other.reshaped(to: Shape([1, other.shape.elementCount]))
  }

  /// NumPy's dot: the sum of products over the last axis of self and the second to last axis, or the only one, of `other`.
  public func dot(_ other: Tensor) throws -> Tensor {
    guard rank > 0, other.rank > 0 else { return try self * other }
    return try tensorDot(other, axes: ([rank - 1], [Swift.max(other.rank - 2, 0)]))
  }

  /// The sum of products over the pairs of axes `axes.0[i]` of self and `axes.1[i]` of `other`; the remaining axes of both follow.
  public func tensorDot(_ other: Tensor, axes: ([Int], [Int])) throws -> Tensor {
    let mine = try axes.0.map { try shape.resolve(axis: $0, for: "tensordot") }
    let theirs = try axes.1.map { try other.shape.resolve(axis: $0, for: "tensordot") }
    guard mine.count == theirs.count, Set(mine).count == mine.count, Set(theirs).count == theirs.count,
      zip(mine, theirs).allSatisfy({ shape[$0] == other.shape[$1] })
    else {
      throw AutodiffError(
        .shapeMismatch, "tensordot: the axes \(axes.0) of \(shape) and \(axes.1) of \(other.shape) do not fit",
        expected: "\(mine.map { shape[$0] })", actual: "\(theirs.map { other.shape[$0] })")
    }
    let (rows, columns) = (
      (0..<rank).filter { !mine.contains($0) }, (0..<other.rank).filter { !theirs.contains($0) }
    )
    let (m, n) = (try Shape(rows.map { shape[$0] }), try Shape(columns.map { other.shape[$0] }))
    let k = try Shape(mine.map { shape[$0] }).elementCount
    let left = try transposed(rows + mine).reshaped(to: Shape([m.elementCount, k]))
    let right = try other.transposed(theirs + columns).reshaped(to: Shape([k, n.elementCount]))
    return try left.matmul(right).reshaped(to: Shape(m.dimensions + n.dimensions))
  }

  /// `tensorDot` over the last `count` axes of self and the first ones of `other`.
  public func tensorDot(_ other: Tensor, count: Int) throws -> Tensor {
    guard (0...Swift.min(rank, other.rank)).contains(count) else {
      throw AutodiffError(
        .badAttribute, "tensordot: \(shape) and \(other.shape) do not have \(count) axes each",
        expected: "0 to \(Swift.min(rank, other.rank))", actual: "\(count)")
    }
    return try tensorDot(other, axes: (Array(rank - count..<rank), Array(0..<count)))
  }
}
