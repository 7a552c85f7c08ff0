import CVectorMath

/// A reduction of `[outer, middle, inner]` over its middle axis.
public enum ReduceKernel: Hashable, Sendable {
  case sum, max, min, prod

  /// Reduces `x` into `result`, which holds `outer * inner` elements of the floating `dtype`.
  public func run(
    _ dtype: DType, _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, outer: Int, middle: Int, inner: Int
  ) {
    if dtype == .float64 {
      let (x, result) = (x.assumingMemoryBound(to: Double.self), result.assumingMemoryBound(to: Double.self))
      switch self {
      case .sum: pf_reduce_sum_f64(x, result, outer, middle, inner)
      case .max: pf_reduce_max_f64(x, result, outer, middle, inner)
      case .min: pf_reduce_min_f64(x, result, outer, middle, inner)
      case .prod: pf_reduce_prod_f64(x, result, outer, middle, inner)
      }
    } else {
      let (x, result) = (x.assumingMemoryBound(to: Float.self), result.assumingMemoryBound(to: Float.self))
      switch self {
      case .sum: pf_reduce_sum_f32(x, result, outer, middle, inner)
      case .max: pf_reduce_max_f32(x, result, outer, middle, inner)
      case .min: pf_reduce_min_f32(x, result, outer, middle, inner)
      case .prod: pf_reduce_prod_f32(x, result, outer, middle, inner)
      }
    }
  }
}
