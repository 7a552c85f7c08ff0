// How the operations that are not pointwise do the work of a batch at once.

extension Compare: PointwiseOperation {}
extension Logical: PointwiseOperation {}
extension Where: PointwiseOperation {}
extension Cast: PointwiseOperation {}
extension StopGradient: PointwiseOperation {}
extension Identity: PointwiseOperation {}

extension BroadcastTo: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    let operand = batch.operands[0].shape.dimensions
    let lead = [Int](repeating: 1, count: shape.rank - (operand.count - 1))
    let aligned = try batch.operands[0].reshaped(to: Shape([batch.size] + lead + operand.dropFirst()))
    return try aligned.broadcast(to: shape.batched(batch.size))
  }
}

extension Reshape: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try batch.operands[0].reshaped(to: shape.batched(batch.size))
  }
}

extension Transpose: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try batch.operands[0].transposed([0] + permutation.map { $0 + 1 })
  }
}

extension ReduceSum: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(ReduceSum(axes: axes.lowerBound + 1..<axes.upperBound + 1), batch.operands[0])
  }
}

extension ReduceMax: BatchingOperation {
  public func batched(_ batch: Batch) throws -> Tensor {
    try apply(ReduceMax(axes: axes.lowerBound + 1..<axes.upperBound + 1), batch.operands[0])
  }
}

extension MatMul: BatchingOperation {
  /// A batch of first matrices times one matrix is one taller product. One matrix times a batch of second matrices is a batch of products
  /// that share the first operand.
  public func batched(_ batch: Batch) throws -> Tensor {
    let (a, b) = (batch.operands[0], batch.operands[1])
    if batch.isBatched[0], !batch.isBatched[1], b.rank == 2 {
      return try a.matmul(b, transposeA: transposeA, transposeB: transposeB)
    }
    return try Autodiff.apply(self, [batch.complete(0), batch.complete(1)])
  }
}
