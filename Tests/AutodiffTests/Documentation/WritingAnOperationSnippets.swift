import Autodiff
import Testing

/// The code of the article on writing an operation.
struct WritingAnOperationSnippets {
  @Test func composite() throws {
    // snippet
    func swish(_ x: Tensor, _ slope: Double = 1) throws -> Tensor {
      try x * (x * slope).sigmoid()
    }
    // end
    #expect(try checkGradients(of: { try swish($0) }, at: Tensor([0.5, -1]), order: 3).holds)
  }

  @Test func custom() throws {
    // snippet
    let log1pexp = CustomFunction("log1pexp") { x in
      try (1 + x[0].exp()).log()
    } pullback: { cotangent, x, _ in
      [try cotangent * x[0].sigmoid()]
    }
    let slope = try gradient(of: { try log1pexp($0) }, at: Tensor(100.0))  // 1, not NaN
    // end
    #expect(slope.numbers == [1])
  }
}

// snippet
/// `x³`, known by its partial derivative.
struct Cube: SmoothOperation {
  static let name = "cube"

  func resultType(_ operands: [TensorType]) throws -> TensorType {
    guard operands.count == 1, operands[0].dtype == .float64 else {
      throw AutodiffError(.dtypeMismatch, "cube takes one float64 tensor, not \(operands)", expected: "float64")
    }
    return operands[0]
  }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let count = result.shape.elementCount
    return .kernel { operands, result in
      guard let x = operands[0]?.assumingMemoryBound(to: Double.self) else { return }
      let y = result.assumingMemoryBound(to: Double.self)
      for index in 0..<count { y[index] = x[index] * x[index] * x[index] }
    }
  }

  func partial(_ index: Int, _ operands: [Tensor], _ result: Tensor) throws -> Tensor? {
    try 3 * operands[0].squared()
  }
}

extension Tensor {
  /// The third power.
  func cubed() throws -> Tensor { try apply(Cube(), [self]) }
}
// end

// snippet
/// Each element times a number, known by its transpose, which is itself.
struct Scale: LinearOperation {
  static let name = "scale"
  let factor: Double

  func resultType(_ operands: [TensorType]) throws -> TensorType {
    guard operands.count == 1, operands[0].dtype == .float64 else {
      throw AutodiffError(.dtypeMismatch, "scale takes one float64 tensor, not \(operands)", expected: "float64")
    }
    return operands[0]
  }

  func lowering(_ operands: [TensorType], _ result: TensorType) throws -> Lowering {
    let (count, factor) = (result.shape.elementCount, factor)
    return .kernel { operands, result in
      guard let x = operands[0]?.assumingMemoryBound(to: Double.self) else { return }
      let y = result.assumingMemoryBound(to: Double.self)
      for index in 0..<count { y[index] = factor * x[index] }
    }
  }

  func transpose(_ index: Int, _ cotangent: Tensor, _ operands: [TensorType]) throws -> Tensor {
    try apply(self, [cotangent])
  }
}
// end

extension WritingAnOperationSnippets {
  @Test func both() throws {
    // snippet
    let x = try Tensor([0.5, -1.0, 2.0])
    let report = try checkGradients(
      of: { x in try apply(Scale(factor: 0.5), [x.cubed()]) }, at: x, order: 4)
    #expect(report.holds, "\(report)")
    // end
    let types = [x.type]
    let planned = try Plan(Program.trace(types) { try [gradient(of: { try $0.cubed().sum() }, at: $0[0])] })
    #expect(try planned.run([x], in: Workspace())[0].numbers == [0.75, 3, 12])
  }
}
