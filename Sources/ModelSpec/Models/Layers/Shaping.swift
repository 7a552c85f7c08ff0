import Autodiff

/// Layers that give each sample another shape.
extension Tensor {
  /// Each sample as a vector.
  func flattened() throws -> Tensor {
    let sample = try Shape(Array(shape.dimensions.dropFirst()))
    return try reshaped(to: Shape(shape.dimensions.prefix(1) + [sample.elementCount]))
  }

  /// Each sample in the shape `target`, of which one extent may be −1: as many as there are.
  func reshapedSamples(to target: [Int]) throws -> Tensor {
    let count = try Shape(Array(shape.dimensions.dropFirst())).elementCount
    let known = try Shape(target.filter { $0 >= 0 }).elementCount
    let inferred = known > 0 && count % known == 0 ? count / known : -1
    let sample = target.map { $0 < 0 ? inferred : $0 }
    guard !sample.contains(-1), try Shape(sample).elementCount == count else {
      throw AutodiffError(
        .shapeMismatch, "samples of shape \(Array(shape.dimensions.dropFirst())) cannot take the shape \(target)",
        expected: "\(count) elements", actual: "\(target)")
    }
    return try reshaped(to: Shape(shape.dimensions.prefix(1) + sample))
  }
}
