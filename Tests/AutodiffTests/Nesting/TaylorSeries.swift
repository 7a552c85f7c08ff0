import Foundation

/// A power series cut off after some terms: derivatives by arithmetic alone, to compare with.
struct TaylorSeries {
  let coefficients: [Double]

  /// `x` itself around `point`.
  init(variableAt point: Double, order: Int) {
    coefficients = [point, 1] + [Double](repeating: 0, count: order - 1)
  }

  private init(_ coefficients: [Double]) { self.coefficients = coefficients }

  /// The derivative of this order.
  func derivative(_ order: Int) -> Double { coefficients[order] * (1...order).reduce(1) { $0 * Double($1) } }

  static func * (a: TaylorSeries, b: TaylorSeries) -> TaylorSeries {
    TaylorSeries(
      a.coefficients.indices.map { n in (0...n).reduce(0) { $0 + a.coefficients[$1] * b.coefficients[n - $1] } })
  }

  /// e = exp(a) obeys e' = a' e.
  func exp() -> TaylorSeries {
    var e = [Foundation.exp(coefficients[0])]
    for n in 1..<coefficients.count {
      e.append((1...n).reduce(0) { $0 + Double($1) * coefficients[$1] * e[n - $1] } / Double(n))
    }
    return TaylorSeries(e)
  }

  /// s = sin(a) and c = cos(a) obey s' = a' c and c' = −a' s.
  func sin() -> TaylorSeries {
    var (s, c) = ([Foundation.sin(coefficients[0])], [Foundation.cos(coefficients[0])])
    for n in 1..<coefficients.count {
      let terms = (1...n).map { (Double($0) * coefficients[$0], n - $0) }
      s.append(terms.reduce(0) { $0 + $1.0 * c[$1.1] } / Double(n))
      c.append(-terms.reduce(0) { $0 + $1.0 * s[$1.1] } / Double(n))
    }
    return TaylorSeries(s)
  }
}
