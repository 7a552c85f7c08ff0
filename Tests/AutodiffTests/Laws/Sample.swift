import Autodiff

/// What a test gives to an operation: how to make its operands, its attributes, and the shape that the result must have.
struct Sample: Sendable {
  let operands: [Operand]
  let attributes: [String: AttributeValue]
  /// Nil where it is the broadcast of the operands' shapes, as for elementwise operations.
  let resultShape: Shape?

  init(_ operands: [Operand], _ attributes: [String: AttributeValue] = [:], to resultShape: Shape? = nil) {
    (self.operands, self.attributes, self.resultShape) = (operands, attributes, resultShape)
  }
}

/// How an operand is made.
struct Operand: Sendable {
  let shape: Shape
  let dtype: DType
  private let values: @Sendable (Int, inout SplitMix64) -> [Double]

  init(_ shape: Shape, _ dtype: DType = .float64, _ values: @escaping @Sendable (Int, inout SplitMix64) -> [Double]) {
    (self.shape, self.dtype, self.values) = (shape, dtype, values)
  }

  func tensor(_ random: inout SplitMix64) throws -> Tensor {
    try Tensor(values(shape.elementCount, &random), shape: shape).cast(to: dtype)
  }
}

extension Operand {
  /// Numbers from `range`, at least 0.05 away from each number of `kinks`.
  static func real(_ shape: Shape, _ range: ClosedRange<Double> = -2...2, avoiding kinks: [Double] = []) -> Operand {
    Operand(shape) { count, random in
      (0..<count).map { _ in
        while true {
          let candidate = Double.random(in: range, using: &random)
          if kinks.allSatisfy({ abs(candidate - $0) >= 0.05 }) { return candidate }
        }
      }
    }
  }

  /// Numbers that are at least 0.1 apart and 0.1 from 0, in random order.
  static func distinct(_ shape: Shape) -> Operand {
    Operand(shape) { count, random in
      (0..<count).map { index in
        let step = 0.3 * Double(index - count / 2)
        return step + Double.random(in: 0.1...0.2, using: &random)
      }.shuffled(using: &random)
    }
  }

  /// These numbers exactly.
  static func exactly(_ values: [Double], _ shape: Shape, _ dtype: DType = .float64) -> Operand {
    Operand(shape, dtype) { _, _ in values }
  }

  /// Indices from 0 up to `bound`.
  static func indices(_ shape: Shape, below bound: Int, _ dtype: DType = .int64) -> Operand {
    Operand(shape, dtype) { count, random in (0..<count).map { _ in Double(Int.random(in: 0..<bound, using: &random)) }
    }
  }

  static func bool(_ shape: Shape) -> Operand {
    Operand(shape, .bool) { count, random in (0..<count).map { _ in Bool.random(using: &random) ? 1 : 0 } }
  }

  /// Batches of square matrices with dominant diagonals: well conditioned; symmetric where asked for.
  static func invertible(_ shape: Shape, symmetric: Bool = false) -> Operand {
    Operand(shape) { count, random in
      let order = shape.dimensions.last ?? 0
      var matrix = (0..<count).map { index in
        let isDiagonal = (index / order) % order == index % order
        return Double.random(in: -1...1, using: &random) + (isDiagonal ? Double(order) + 1 : 0)
      }
      if symmetric {
        for index in 0..<count where (index / order) % order < index % order {
          let (row, column) = ((index / order) % order, index % order)
          matrix[index] = matrix[index - row * order - column + column * order + row]
        }
      }
      return matrix
    }
  }
}
