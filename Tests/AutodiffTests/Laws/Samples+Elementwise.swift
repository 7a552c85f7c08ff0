import Autodiff

/// One operand of every kind of shape.
func unary(_ range: ClosedRange<Double> = -2...2, avoiding kinks: [Double] = []) -> [Sample] {
  let shapes: [Shape] = [[], [3], [2, 1, 3], [0, 2], [1, 2, 1, 2, 2]]
  return shapes.map { Sample([.real($0, range, avoiding: kinks)]) }
}

/// Two operands in every kind of broadcast.
func binary(
  _ left: ClosedRange<Double> = -2...2, _ right: ClosedRange<Double> = -2...2, avoiding kinks: [Double] = []
) -> [Sample] {
  let shapes: [(Shape, Shape)] = [
    ([], []), ([3], [3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([], [2]), ([0, 1], [1, 2]), ([2, 1, 1, 2, 1], [1, 2, 2]),
  ]
  return shapes.map { Sample([.real($0, left), .real($1, right, avoiding: kinks)]) }
}

/// Two operands whose elements are nowhere near each other.
private let apart = binary(-2 ... -0.2, 0.2...2) + binary(0.2...2, -2 ... -0.2)

private let conditions = [Sample([.bool([])]), Sample([.bool([2, 3])]), Sample([.bool([0])])]
private let pairsOfConditions = [
  Sample([.bool([]), .bool([])]), Sample([.bool([2, 3]), .bool([3])]), Sample([.bool([2, 1]), .bool([1, 2])]),
]

let elementwiseSamples: [String: [Sample]] = [
  "identity": unary(), "neg": unary(), "abs": unary(avoiding: [0]), "sign": unary(avoiding: [0]), "square": unary(),
  "sqrt": unary(0.3...3), "rsqrt": unary(0.3...3), "reciprocal": unary(0.3...3) + unary(-3 ... -0.3), "exp": unary(),
  "expm1": unary(), "exp2": unary(), "log": unary(0.3...3), "log1p": unary(-0.6...3), "log2": unary(0.3...3),
  "log10": unary(0.3...3), "sin": unary(), "cos": unary(), "tan": unary(-1...1), "asin": unary(-0.7...0.7),
  "acos": unary(-0.7...0.7), "atan": unary(), "sinh": unary(), "cosh": unary(), "tanh": unary(), "asinh": unary(),
  "acosh": unary(1.5...3), "atanh": unary(-0.7...0.7), "erf": unary(), "erfc": unary(),
  "erfinv": unary(-0.8...0.8), "ndtri": unary(0.1...0.9), "lgamma": unary(0.3...4) + unary(-1.8 ... -1.2),
  "digamma": unary(0.3...4) + unary(-1.8 ... -1.2), "bessel_i0e": unary(-4...4, avoiding: [0]) + unary(29...32),
  "bessel_i1e": unary(-4...4, avoiding: [0]) + unary(29...32), "sinc": unary(-3...3),
  "floor": unary(avoiding: [-1, 0, 1]), "ceil": unary(avoiding: [-1, 0, 1]),
  "round": unary(avoiding: [-1.5, -0.5, 0.5, 1.5]), "stop_gradient": unary(),
  "cast": unary().map { Sample($0.operands, ["dtype": .string("float32")]) }
    + [Sample([.real([2])], ["dtype": .string("int32")]), Sample([.bool([2])], ["dtype": .string("float64")])],
  "logical_not": conditions,

  "add": binary(), "sub": binary(), "mul": binary(), "div": binary(-2...2, 0.3...2) + binary(-2...2, -2 ... -0.3),
  "pow": binary(0.3...2), "maximum": apart, "minimum": apart, "squared_difference": binary(),
  "floordiv": binary(0.1...0.9, 1.1...2) + binary(0.1...0.9, -2 ... -1.1),
  "mod": binary(0.1...0.9, 1.1...2) + binary(0.1...0.9, -2 ... -1.1),
  "atan2": binary(0.3...2) + binary(-2 ... -0.3), "hypot": binary(0.3...2) + binary(-2 ... -0.3), "logaddexp": binary(),
  "div_no_nan": binary(-2...2, 0.3...2), "mul_no_nan": binary(), "xlogy": binary(0.3...2, 0.3...2),
  "xlog1py": binary(0.3...2, -0.5...2),
  "greater": apart, "greater_equal": apart, "less": apart, "less_equal": apart, "equal": apart, "not_equal": apart,
  "logical_and": pairsOfConditions, "logical_or": pairsOfConditions,
  "clip_by_value": unary(avoiding: [-0.5, 1]).map { Sample($0.operands, ["min": .float(-0.5), "max": .int(1)]) },
  "add_n": [
    Sample([.real([2, 3]), .real([2, 3]), .real([2, 3])]), Sample([.real([])]), Sample([.real([0]), .real([0])]),
  ],
  "where": [
    Sample([.bool([]), .real([]), .real([])]), Sample([.bool([3]), .real([2, 3]), .real([])]),
    Sample([.bool([2, 1]), .real([3]), .real([1, 3])]), Sample([.bool([0]), .real([0]), .real([1])]),
  ],
]
