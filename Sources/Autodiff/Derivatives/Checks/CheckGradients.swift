/// Checks the derivatives of `function` at `primals` up to `order` by laws alone, along random directions: Jacobian-vector products against
/// central differences, and pullbacks against products. The derivatives of order 2 are those of the first ones, in both modes.
///
/// ```swift
/// let check = try checkGradients(of: { try $0.tanh().sum() }, at: x, order: 3)
/// #expect(check.holds, "\(check)")
/// ```
///
/// Differences need a function that is smooth around the point, and know float32 to some 3 digits only.
///
/// - Parameters:
///   - function: what is differentiated.
///   - primals: the point.
///   - order: up to which the derivatives are checked.
///   - tolerance: the relative error up to which a law holds; by default 1e-6, for float32 2e-2.
///   - seed: chooses the directions.
/// - Returns: each law with its error; a failure throws nothing.
///
/// Throws what the function throws, `notDifferentiable` for a primal that is not floating, and `recorderMisuse` for placeholders of a trace,
/// which have no numbers. Complexity: 2^`order` times a small multiple of the function.
public func checkGradients<Input: TensorStructure, Output: TensorStructure>(
  of function: (Input) throws -> Output, at primals: Input, order: Int = 2, tolerance: Double? = nil, seed: UInt64 = 0
) throws -> GradientCheck where Input.Tensors == Input, Output.Tensors == Output {
  let isSingle = primals.tensors.contains { $0.dtype == .float32 }
  var checker = GradientChecker(
    step: isSingle ? 2e-2 : 1e-3, epsilon: isSingle ? 0x1p-23 : 0x1p-52,
    tolerance: tolerance ?? (isSingle ? 2e-2 : 1e-6), directions: Directions(seed: seed))
  try checker.check("f", order, at: primals.tensors) { leaves in
    try function(primals.replacing(leaves)).tensors.filter(\.dtype.isFloating)
  }
  return GradientCheck(checks: checker.checks, tolerance: checker.tolerance)
}

private struct GradientChecker {
  /// The distance of the differences, which are of fourth order.
  let step: Double
  /// The rounding of the element type.
  let epsilon: Double
  let tolerance: Double
  var directions: Directions
  var checks: [GradientCheck.Check] = []

  mutating func check(
    _ name: String, _ order: Int, at point: [Tensor], _ function: ([Tensor]) throws -> [Tensor]
  ) throws {
    guard order > 0 else { return }
    let v = try point.map { try directions.next(like: $0) }
    let (value, product) = try jvp(of: function, at: point, along: v)
    let w = try value.map { try directions.next(like: $0) }
    let pulled = try vjp(of: function, at: point).pullback(w)
    try compareDifference(name, product, value, point, v, function)
    try compareTranspose(name, (w, product), (pulled, v))
    try check("jvp(\(name))", order - 1, at: point) { try jvp(of: function, at: $0, along: v).jvp }
    try check("vjp(\(name))", order - 1, at: point) { try vjp(of: function, at: $0).pullback(w) }
  }

  private mutating func compareDifference(
    _ name: String, _ product: [Tensor], _ value: [Tensor], _ point: [Tensor], _ v: [Tensor],
    _ function: ([Tensor]) throws -> [Tensor]
  ) throws {
    func moved(_ distance: Double) throws -> [Double] {
      try function(zip(point, v).map { try $0 + $1 * distance }).numbers()
    }
    let near = zip(try moved(step), try moved(-step)).map { $0 - $1 }
    let far = zip(try moved(2 * step), try moved(-2 * step)).map { $0 - $1 }
    let difference = zip(near, far).map { (8 * $0 - $1) / (12 * step) }
    let product = try product.numbers()
    // Rounding of the values alone makes differences of this size.
    let noise = try 8 * epsilon * value.numbers().norm / step
    let distance = zip(product, difference).map { $0 - $1 }.norm
    record(name, .difference, distance, scale: max(product.norm, difference.norm, noise / tolerance))
  }

  private mutating func compareTranspose(
    _ name: String, _ left: ([Tensor], [Tensor]), _ right: ([Tensor], [Tensor])
  ) throws {
    let leftTerms = zip(try left.0.numbers(), try left.1.numbers()).map { $0 * $1 }
    let rightTerms = zip(try right.0.numbers(), try right.1.numbers()).map { $0 * $1 }
    let distance = abs(leftTerms.reduce(0, +) - rightTerms.reduce(0, +))
    record(name, .transpose, distance, scale: max(leftTerms.norm, rightTerms.norm))
  }

  private mutating func record(_ name: String, _ law: GradientCheck.Law, _ distance: Double, scale: Double) {
    let error = distance == 0 ? 0 : distance / scale
    checks.append(.init(function: name, law: law, relativeError: error.isNaN ? .infinity : error))
  }
}

/// Random directions with elements between −1 and 1, of a seed (the generator is SplitMix64).
private struct Directions {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(like tensor: Tensor) throws -> Tensor {
    let numbers = (0..<tensor.shape.elementCount).map { _ in nextNumber() }
    return try Tensor(numbers, like: tensor)
  }

  private mutating func nextNumber() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-52 - 1
  }
}

extension [Tensor] {
  fileprivate func numbers() throws -> [Double] {
    try flatMap { tensor in
      guard let numbers = tensor.doubles else {
        throw AutodiffError(.recorderMisuse, "a gradient check needs numbers, not placeholders of a trace")
      }
      return numbers
    }
  }
}

extension [Double] {
  /// The Euclidean norm.
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
