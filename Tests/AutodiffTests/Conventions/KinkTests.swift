import Autodiff
import Testing

/// What the first and second derivatives are where a function has none: the conventions that the documentation of the operations fixes.
struct KinkTests {
  /// An operation, the place, and its value with the derivatives of order 1 and 2 there.
  struct Kink: Sendable, CustomStringConvertible {
    let operation: String
    let attributes: [String: AttributeValue]
    let x: Double
    let expected: [Double]

    init(_ operation: String, _ attributes: [String: AttributeValue] = [:], at x: Double, _ expected: Double...) {
      (self.operation, self.attributes, self.x, self.expected) = (operation, attributes, x, expected)
    }

    var description: String { "\(operation)(\(attributes)) at \(x)" }
  }

  static let kinks = [
    Kink("relu", at: 0, 0, 0, 0), Kink("relu6", at: 0, 0, 0, 0), Kink("relu6", at: 6, 6, 0, 0),
    Kink("relu", ["max_value": .int(2)], at: 2, 2, 0, 0), Kink("relu", ["threshold": .int(1)], at: 1, 0, 0, 0),
    Kink("leaky_relu", at: 0, 0, 0.2, 0), Kink("abs", at: 0, 0, 0, 0), Kink("sign", at: 0, 0, 0, 0),
    Kink("floor", at: 1, 1, 0, 0), Kink("ceil", at: 1, 1, 0, 0), Kink("round", at: 0.5, 0, 0, 0),
    Kink("round", at: 1.5, 2, 0, 0), Kink("round", at: 2.5, 2, 0, 0),
    Kink("threshold", ["threshold": .int(1), "default_value": .int(7)], at: 1, 7, 0, 0),
    Kink("hard_shrink", at: 0.5, 0, 0, 0), Kink("hard_shrink", at: -0.5, 0, 0, 0),
    Kink("soft_shrink", at: 0.5, 0, 0, 0), Kink("soft_shrink", at: -0.5, 0, 0, 0),
    Kink("hard_sigmoid", at: 3, 1, 0, 0), Kink("hard_sigmoid", at: -3, 0, 0, 0),
    Kink("hard_silu", at: -3, 0, 0, 0), Kink("hard_silu", at: 3, 3, 1, 0),
    Kink("hard_tanh", at: 1, 1, 1, 0), Kink("hard_tanh", at: -1, -1, 1, 0),
    Kink("elu", at: 0, 0, 1, 0), Kink("selu", at: 0, 0, 1.0507009873554805, 0), Kink("celu", at: 0, 0, 1, 0),
    Kink("celu", ["alpha": .int(2)], at: 0, 0, 1, 0), Kink("softsign", at: 0, 0, 1, 0),
    Kink("clip_by_value", ["min": .int(0), "max": .int(1)], at: 0, 0, 1, 0),
    Kink("clip_by_value", ["min": .int(0), "max": .int(1)], at: 1, 1, 1, 0),
    Kink("sinc", at: 0, 1, 0, -Double.pi * Double.pi / 3), Kink("reduce_std", at: 3, 0, 0, 0),
    Kink("norm", at: 0, 0, 0, 0), Kink("norm", ["ord": .int(3)], at: 0, 0, 0, 0),
    Kink("norm", ["ord": .int(1)], at: 0, 0, 0, 0),
    Kink("bessel_i0e", at: 0, 1, 0, 0.5), Kink("bessel_i1e", at: 0, 0, 0.5, 0),
    Kink("l2_normalize", at: 0, 0, 1e6, 0),
    // Infinite in the limit, and infinite here.
    Kink("sqrt", at: 0, 0, .infinity, -.infinity), Kink("log", at: 0, -.infinity, .infinity, -.infinity),
    Kink("rsqrt", at: 0, .infinity, -.infinity, .infinity), Kink("asin", at: 1, .pi / 2, .infinity),
    Kink("acosh", at: 1, 0, .infinity), Kink("log1p", at: -1, -.infinity, .infinity, -.infinity),
  ]

  @Test(arguments: kinks) func derivativesAtAKinkAreAsDocumented(_ kink: Kink) throws {
    let entry = try #require(Catalogue.entry(named: kink.operation))
    for mode in DerivativeMode.allCases {
      let found = try derivatives(at: kink.x, 2, mode) { try entry.apply([$0], kink.attributes) }
      for (found, expected) in zip(found, kink.expected) {
        let agrees = found == expected || abs(found - expected) <= 1e-13 * max(1, abs(expected))
        #expect(agrees, "\(kink), \(mode): \(found), not \(expected)")
      }
    }
  }

  /// Ties and edges of operations of two operands: the derivatives by the first and by the second.
  struct Pair: Sendable {
    let operation: String
    let x: Double
    let y: Double
    let value: Double
    let gradient: [Double]
  }

  static let pairs = [
    Pair(operation: "maximum", x: 1, y: 1, value: 1, gradient: [1, 0]),
    Pair(operation: "minimum", x: 1, y: 1, value: 1, gradient: [1, 0]),
    Pair(operation: "pow", x: 0, y: 0, value: 1, gradient: [0, 0]),
    Pair(operation: "pow", x: 0, y: 1, value: 0, gradient: [1, 0]),
    Pair(operation: "pow", x: 0, y: 2, value: 0, gradient: [0, 0]),
    Pair(operation: "pow", x: -2, y: 3, value: -8, gradient: [12, 0]),
    Pair(operation: "xlogy", x: 0, y: 2, value: 0, gradient: [0, 0]),
    Pair(operation: "xlogy", x: 0, y: 0, value: 0, gradient: [0, 0]),
    Pair(operation: "xlog1py", x: 0, y: -1, value: 0, gradient: [0, 0]),
    Pair(operation: "div_no_nan", x: 3, y: 0, value: 0, gradient: [0, 0]),
    Pair(operation: "mul_no_nan", x: .infinity, y: 0, value: 0, gradient: [0, .infinity]),
    Pair(operation: "mod", x: -3, y: 2, value: 1, gradient: [1, 2]),
    Pair(operation: "floordiv", x: -3, y: 2, value: -2, gradient: [0, 0]),
    Pair(operation: "hypot", x: 0, y: 0, value: 0, gradient: [0, 0]),
    Pair(operation: "atan2", x: 0, y: 0, value: 0, gradient: [0, 0]),
    Pair(operation: "logaddexp", x: 1, y: 1, value: 1 + 0.6931471805599453, gradient: [0.5, 0.5]),
    Pair(operation: "logaddexp", x: -.infinity, y: 1, value: 1, gradient: [0, 1]),
    Pair(operation: "sigmoid_cross_entropy_with_logits", x: 1, y: 0, value: 0.6931471805599453, gradient: [0, -0.5]),
  ]

  @Test(arguments: pairs) func derivativesByBothOperandsAreAsDocumented(_ pair: Pair) throws {
    let entry = try #require(Catalogue.entry(named: pair.operation))
    let function = TensorFunction(point: [try Tensor(pair.x), try Tensor(pair.y)]) { [try entry.apply($0)] }
    let one = try Tensor(1.0)
    #expect(try function.value()[0].doubles == [pair.value])
    #expect(try function.vjp([one]).flatMap { $0.doubles ?? [] } == pair.gradient)
    for (place, expected) in pair.gradient.enumerated() {
      let direction = [try Tensor(place == 0 ? 1.0 : 0), try Tensor(place == 1 ? 1.0 : 0)]
      #expect(try function.jvp(direction)[0].doubles == [expected])
    }
  }
}

/// How derivatives are taken one after the other.
enum DerivativeMode: CaseIterable {
  case forward, reverse
}

/// The value of a function of one number and its derivatives up to `order`, by nested accumulators or nested tapes.
func derivatives(at x: Double, _ order: Int, _ mode: DerivativeMode, _ function: @escaping (Tensor) throws -> Tensor)
  throws
  -> [Double]
{
  var next: ([Tensor]) throws -> [Tensor] = { [try function($0[0])] }
  let point = [try Tensor(x)]
  var found: [Double] = []
  for level in 0...order {
    let values = try next(point)
    found.append(values[0].doubles?.first ?? .nan)
    guard level < order else { break }
    let current = TensorFunction(point: point, body: next)
    let weights = try values.map { try Tensor([Double](repeating: 1, count: $0.shape.elementCount), shape: $0.shape) }
    next = mode == .forward ? current.pushforward([try Tensor(1.0)]).body : current.pullback(weights).body
  }
  return found
}
