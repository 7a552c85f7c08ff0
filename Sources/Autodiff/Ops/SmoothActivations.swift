#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Tensor {
  /// The logarithm of the sigmoid, exact at both ends.
  public func logSigmoid() throws -> Tensor { try -(-self).softplus() }

  /// `x / (1 + |x|)`.
  public func softsign() throws -> Tensor { try self / (1 + magnitude()) }

  /// `x * sigmoid(x)`, also called swish.
  public func silu() throws -> Tensor { try self * sigmoid() }

  /// `x * tanh(softplus(x))`.
  public func mish() throws -> Tensor { try self * softplus().tanh() }

  /// `x * Φ(x)` with the normal distribution function Φ. Written with erfc, it keeps its digits for negative x.
  public func gelu() throws -> Tensor { try 0.5 * self * (self * -(0.5).squareRoot()).erfc() }

  /// The approximation of `gelu` by a tanh.
  public func approximateGelu() throws -> Tensor {
    let inner = try (2 / Double.pi).squareRoot() * (self + 0.044715 * power(3))
    return try 0.5 * self * (1 + inner.tanh())
  }

  /// `x − tanh(x)`.
  public func tanhShrink() throws -> Tensor { try self - tanh() }

  /// `(x + sqrt(x² + b)) / 2`.
  public func squareplus(b: Double = 4) throws -> Tensor { try (self + (squared() + b).sqrt()) / 2 }

  /// The first half of the elements along `axis` times the sigmoid of the second half.
  public func glu(axis: Int = -1) throws -> Tensor {
    let halves = try split(count: 2, axis: axis)
    return try halves[0] * halves[1].sigmoid()
  }
}
