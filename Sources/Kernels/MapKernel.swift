import CVectorMath

/// A loop over contiguous arrays that computes each element of the result from the elements at the same place of the operands.
///
/// Any stretch of a map may be run by itself with the same bits as result, so maps can be run in tiles, and fused.
public struct MapKernel: Sendable {
  public typealias Loop = @convention(c) (UnsafePointer<UnsafeRawPointer?>?, UnsafeMutableRawPointer?, Int) -> Void

  let float32: Loop
  let float64: Loop
  /// What the kernel is as a step of a chain; nil where it cannot be one.
  public let arithmetic: Chain.Arithmetic?

  init(_ float32: Loop, _ float64: Loop, _ arithmetic: Chain.Arithmetic? = nil) {
    (self.float32, self.float64, self.arithmetic) = (float32, float64, arithmetic)
  }

  /// The loop for operands of `dtype`; the one for float64 serves nothing else.
  public func loop(for dtype: DType) -> Loop { dtype == .float64 ? float64 : float32 }
}

extension MapKernel {
  public static let relu = MapKernel(pf_relu_f32, pf_relu_f64, .relu)
  public static let neg = MapKernel(pf_neg_f32, pf_neg_f64, .neg)
  public static let abs = MapKernel(pf_abs_f32, pf_abs_f64, .abs)
  public static let sign = MapKernel(pf_sign_f32, pf_sign_f64)
  public static let square = MapKernel(pf_square_f32, pf_square_f64, .square)
  public static let sqrt = MapKernel(pf_sqrt_f32, pf_sqrt_f64, .sqrt)
  public static let rsqrt = MapKernel(pf_rsqrt_f32, pf_rsqrt_f64, .rsqrt)
  public static let reciprocal = MapKernel(pf_reciprocal_f32, pf_reciprocal_f64, .reciprocal)
  public static let floor = MapKernel(pf_floor_f32, pf_floor_f64)
  public static let ceil = MapKernel(pf_ceil_f32, pf_ceil_f64)
  public static let round = MapKernel(pf_round_f32, pf_round_f64)
  public static let exp = MapKernel(pf_exp_f32, pf_exp_f64)
  public static let expm1 = MapKernel(pf_expm1_f32, pf_expm1_f64)
  public static let exp2 = MapKernel(pf_exp2_f32, pf_exp2_f64)
  public static let log = MapKernel(pf_log_f32, pf_log_f64)
  public static let log1p = MapKernel(pf_log1p_f32, pf_log1p_f64)
  public static let log2 = MapKernel(pf_log2_f32, pf_log2_f64)
  public static let log10 = MapKernel(pf_log10_f32, pf_log10_f64)
  public static let sin = MapKernel(pf_sin_f32, pf_sin_f64)
  public static let cos = MapKernel(pf_cos_f32, pf_cos_f64)
  public static let tan = MapKernel(pf_tan_f32, pf_tan_f64)
  public static let asin = MapKernel(pf_asin_f32, pf_asin_f64)
  public static let acos = MapKernel(pf_acos_f32, pf_acos_f64)
  public static let atan = MapKernel(pf_atan_f32, pf_atan_f64)
  public static let sinh = MapKernel(pf_sinh_f32, pf_sinh_f64)
  public static let cosh = MapKernel(pf_cosh_f32, pf_cosh_f64)
  public static let tanh = MapKernel(pf_tanh_f32, pf_tanh_f64)
  public static let asinh = MapKernel(pf_asinh_f32, pf_asinh_f64)
  public static let acosh = MapKernel(pf_acosh_f32, pf_acosh_f64)
  public static let atanh = MapKernel(pf_atanh_f32, pf_atanh_f64)
  public static let erf = MapKernel(pf_erf_f32, pf_erf_f64)
  public static let erfc = MapKernel(pf_erfc_f32, pf_erfc_f64)
  public static let lgamma = MapKernel(pf_lgamma_f32, pf_lgamma_f64)
  public static let erfinv = MapKernel(pf_erfinv_f32, pf_erfinv_f64)
  public static let ndtri = MapKernel(pf_ndtri_f32, pf_ndtri_f64)
  public static let sigmoid = MapKernel(pf_sigmoid_f32, pf_sigmoid_f64)
  public static let softplus = MapKernel(pf_softplus_f32, pf_softplus_f64)

  public static let add = MapKernel(pf_add_f32, pf_add_f64, .add)
  public static let sub = MapKernel(pf_sub_f32, pf_sub_f64, .sub)
  public static let mul = MapKernel(pf_mul_f32, pf_mul_f64, .mul)
  public static let div = MapKernel(pf_div_f32, pf_div_f64, .div)
  public static let maximum = MapKernel(pf_maximum_f32, pf_maximum_f64, .maximum)
  public static let minimum = MapKernel(pf_minimum_f32, pf_minimum_f64, .minimum)
  public static let mulNoNan = MapKernel(pf_mul_no_nan_f32, pf_mul_no_nan_f64)
  public static let divNoNan = MapKernel(pf_div_no_nan_f32, pf_div_no_nan_f64)
  public static let floordiv = MapKernel(pf_floordiv_f32, pf_floordiv_f64)
  public static let mod = MapKernel(pf_mod_f32, pf_mod_f64)
  public static let pow = MapKernel(pf_pow_f32, pf_pow_f64)
  public static let atan2 = MapKernel(pf_atan2_f32, pf_atan2_f64)
  public static let hypot = MapKernel(pf_hypot_f32, pf_hypot_f64)
  public static let `where` = MapKernel(pf_where_f32, pf_where_f64)

  public static let greater = MapKernel(pf_greater_f32, pf_greater_f64)
  public static let greaterEqual = MapKernel(pf_greater_equal_f32, pf_greater_equal_f64)
  public static let less = MapKernel(pf_less_f32, pf_less_f64)
  public static let lessEqual = MapKernel(pf_less_equal_f32, pf_less_equal_f64)
  public static let equal = MapKernel(pf_equal_f32, pf_equal_f64)
  public static let notEqual = MapKernel(pf_not_equal_f32, pf_not_equal_f64)

  public static let logicalAnd = MapKernel(pf_logical_and, pf_logical_and)
  public static let logicalOr = MapKernel(pf_logical_or, pf_logical_or)
  public static let logicalNot = MapKernel(pf_logical_not, pf_logical_not)
}
