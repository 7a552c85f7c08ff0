import CVectorMath

/// Families of functions by an order n, element by element.
public enum OrderedMapKernel: Hashable, Sendable {
  /// The n-th derivative of digamma.
  case polygamma
  /// `exp(-|x|) I_n(x)` with the modified Bessel function I_n.
  case besselIe
  /// The n-th derivative of `sin(πx) / (πx)`.
  case sincDerivative

  /// The most that a C loop is asked for; derivatives of such an order are far beyond what doubles can hold.
  private static let maximumOrder = 1 << 20

  /// Computes `count` elements of the floating `dtype`.
  public func run(_ dtype: DType, order: Int, _ x: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, count: Int) {
    let order = Int32(clamping: Swift.min(order, Self.maximumOrder))
    if dtype == .float64 {
      let (x, result) = (x.assumingMemoryBound(to: Double.self), result.assumingMemoryBound(to: Double.self))
      switch self {
      case .polygamma: pf_polygamma_f64(x, result, count, order)
      case .besselIe: pf_bessel_ie_f64(x, result, count, order)
      case .sincDerivative: pf_sinc_derivative_f64(x, result, count, order)
      }
    } else {
      let (x, result) = (x.assumingMemoryBound(to: Float.self), result.assumingMemoryBound(to: Float.self))
      switch self {
      case .polygamma: pf_polygamma_f32(x, result, count, order)
      case .besselIe: pf_bessel_ie_f32(x, result, count, order)
      case .sincDerivative: pf_sinc_derivative_f32(x, result, count, order)
      }
    }
  }
}
