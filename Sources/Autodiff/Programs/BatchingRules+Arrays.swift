// The batching rules of operations on axes, indices, windows and matrices: the leading axis moves every other one up.

extension StridedRegion {
  fileprivate func batched(_ size: Int) -> StridedRegion {
    StridedRegion(starts: [0] + starts, counts: [size] + counts, strides: [1] + strides)
  }
}

extension StridedSlice: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(StridedSlice(region: region.batched(batch.size)), batch.operands[0])
  }
}

extension Place: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(Place(region: region.batched(batch.size), shape: shape.batched(batch.size)), batch.operands[0])
  }
}

extension Concat: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try Autodiff.apply(Concat(axis: axis + 1), batch.operands.indices.map { try batch.complete($0) })
  }
}

extension CumulativeSum: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(CumulativeSum(axis: axis + 1, isExclusive: isExclusive, isReversed: isReversed), batch.operands[0])
  }
}

extension ArgSort: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(ArgSort(axis: axis + 1, isDescending: isDescending), batch.operands[0])
  }
}

extension ArgExtremum: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(ArgExtremum(axis: axis + 1, isMaximum: isMaximum), batch.operands[0])
  }
}

extension OneHot: PointwiseOperation {}
extension Determinant: PointwiseOperation {}
extension Cholesky: PointwiseOperation {}
extension Solve: BatchingOperation {}
extension TriangularSolve: BatchingOperation {}
extension Polygamma: PointwiseOperation {}
extension BesselIe: PointwiseOperation {}
extension Sinc: PointwiseOperation {}

extension SolveOperation {
  /// Right-hand sides for one and the same matrix stand side by side, so that it is factorized once.
  public func batched(_ batch: Batch) throws -> Tensor {
    let (a, b) = (batch.operands[0], batch.operands[1])
    guard !batch.isBatched[0], a.rank == 2 else {
      return try Autodiff.apply(self, [batch.complete(0), batch.complete(1)])
    }
    let (rows, columns) = (b.shape[1], b.shape[2])
    let wide = try b.transposed([1, 0, 2]).reshaped(to: Shape([rows, Shape([batch.size, columns]).elementCount]))
    return try Autodiff.apply(self, [a, wide]).reshaped(to: Shape([rows, batch.size, columns])).transposed([1, 0, 2])
  }
}

extension Windows: BatchingOperation {
  /// More images: the batch joins the axis of images.
  public func batched(_ batch: Batch) throws -> Tensor {
    let (images, leading) = try batch.mergingLeadingAxes()
    let windows = try apply(self, images)
    return try windows.reshaped(to: Shape(leading + windows.shape.dimensions.dropFirst()))
  }
}

extension OverlapAdd: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    let (parts, leading) = try batch.mergingLeadingAxes()
    let merged = OverlapAdd(
      windows: windows, shape: try Shape([parts.shape[0]] + shape.dimensions.dropFirst()))
    return try apply(merged, parts).reshaped(to: Shape(leading + shape.dimensions.dropFirst()))
  }
}

extension Batch {
  /// The first operand with its first two axes as one, and their extents.
  fileprivate func mergingLeadingAxes() throws -> (Tensor, leading: [Int]) {
    let extents = operands[0].shape.dimensions
    let leading = Array(extents.prefix(2))
    return (try operands[0].reshaped(to: Shape([Shape(leading).elementCount] + extents.dropFirst(2))), leading)
  }
}

extension Gather: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    let (x, indices) = (batch.operands[0], batch.operands[1])
    switch scheme {
    case .along(let axis): return try apply(Gather(.along(axis + 1)), batch.complete(0), batch.complete(1))
    case .axis(let axis) where !batch.isBatched[1]: return try apply(Gather(.axis(axis + 1)), x, indices)
    case .coordinates where !batch.isBatched[1]:
      return try apply(self, x.movingAxis(0, to: x.rank - 1), indices).lastAxisFirst()
    case .axis(let axis) where !batch.isBatched[0]: return try apply(self, x, indices).movingAxis(axis, to: 0)
    case .coordinates where !batch.isBatched[0]: return try apply(self, x, indices)
    default: return try batch.unrolled(self)
    }
  }
}

extension ScatterAdd: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    let (updates, indices) = (batch.operands[0], batch.operands[1])
    switch scheme {
    case .along(let axis):
      let lifted = ScatterAdd(.along(axis + 1), shape: try shape.batched(batch.size), isUnique: isUnique)
      return try apply(lifted, batch.complete(0), batch.complete(1))
    case .axis(let axis) where !batch.isBatched[1]:
      let lifted = ScatterAdd(.axis(axis + 1), shape: try shape.batched(batch.size), isUnique: isUnique)
      return try apply(lifted, updates, indices)
    case .coordinates where !batch.isBatched[1]:
      let widened = ScatterAdd(scheme, shape: try Shape(shape.dimensions + [batch.size]), isUnique: isUnique)
      return try apply(widened, updates.movingAxis(0, to: updates.rank - 1), indices).lastAxisFirst()
    default: return try batch.unrolled(self)
    }
  }
}

extension Tensor {
  fileprivate func movingAxis(_ axis: Int, to place: Int) throws -> Tensor {
    var order = Array(0..<rank)
    order.remove(at: axis)
    order.insert(axis, at: place)
    return try transposed(order)
  }

  fileprivate func lastAxisFirst() throws -> Tensor { try movingAxis(rank - 1, to: 0) }
}
