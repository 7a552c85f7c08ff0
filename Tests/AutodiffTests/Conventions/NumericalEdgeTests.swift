import Autodiff
import Testing

/// Places where derivatives of other systems are NaN or wrong; here they are finite and right, in both modes.
struct NumericalEdgeTests {
  func gradient(_ x: [Double], _ function: @escaping ([Tensor]) throws -> Tensor) throws -> [Double] {
    let moved = TensorFunction(point: [try Tensor(x)]) { [try function($0)] }
    return try moved.vjp([Tensor(1.0)])[0].doubles ?? []
  }

  /// The Hessian row by row, forward over reverse.
  func hessian(_ x: [Double], _ function: @escaping ([Tensor]) throws -> Tensor) throws -> [[Double]] {
    let gradient = TensorFunction(point: [try Tensor(x)]) { [try function($0)] }.pullback([try Tensor(1.0)])
    return try x.indices.map { row in
      try gradient.jvp([Tensor(x.indices.map { $0 == row ? 1.0 : 0 })])[0].doubles ?? []
    }
  }

  @Test func aNaNInTheBranchNotTakenReachesNoDerivative() throws {
    for mode in DerivativeMode.allCases {
      let found = try derivatives(at: -1, 2, mode) { x in
        try Tensor.where(x.isGreater(than: x * 0), x.log() * x.sqrt(), x.squared())
      }
      #expect(found == [1, -2, 2])
      let composed = try derivatives(at: -1, 2, mode) { x in
        try Tensor.where(x.isGreater(than: x * 0), x.log().sin().sigmoid().tanh() / x, x.squared())
      }
      #expect(composed == [1, -2, 2])
    }
  }

  @Test func aZeroTangentTimesAnInfinitePartialIsZero() throws {
    let root = TensorFunction(point: [try Tensor(0.0)]) { [try ($0[0] * 0).sqrt() + $0[0]] }
    #expect(try root.jvp([Tensor(1.0)])[0].doubles == [1])
    let masked = TensorFunction(point: [try Tensor(0.0)]) { [try $0[0].sqrt() * 0] }
    #expect(try masked.vjp([Tensor(1.0)])[0].doubles == [0])
  }

  @Test(arguments: [-1e4, -1000, 1000, 1e4]) func softFunctionsAreExactAtBothEnds(x: Double) throws {
    let table: [(String, value: Double, slope: Double)] = [
      ("softplus", max(x, 0), x > 0 ? 1 : 0), ("log_sigmoid", min(x, 0), x > 0 ? 0 : 1),
      ("sigmoid", x > 0 ? 1 : 0, 0), ("tanh", x > 0 ? 1 : -1, 0), ("silu", max(x, 0), x > 0 ? 1 : 0),
      ("gelu", max(x, 0), x > 0 ? 1 : 0), ("mish", max(x, 0), x > 0 ? 1 : 0), ("erf", x > 0 ? 1 : -1, 0),
    ]
    for (name, value, slope) in table {
      let entry = try #require(Catalogue.entry(named: name))
      for mode in DerivativeMode.allCases {
        let found = try derivatives(at: x, 2, mode) { try entry.apply([$0]) }
        #expect(found[0] == value || (value == 0 && found[0] == -0.0), "\(name) at \(x): \(found)")
        #expect(abs(found[1] - slope) < 1e-300 && abs(found[2]) < 1e-300, "\(name) at \(x): \(found)")
      }
    }
  }

  @Test(arguments: [1.0, 1000, 1e4]) func softmaxAndCrossEntropiesTakeLargeLogits(scale: Double) throws {
    let logits = [scale, -scale, 0]
    let entropy = { (t: [Tensor]) in try Tensor([0.0, 1, 0]).softmaxCrossEntropy(logits: t[0]) }
    let found = try gradient(logits, entropy)
    #expect(found.allSatisfy(\.isFinite) && abs(found.reduce(0, +)) < 1e-15)
    #expect(try hessian(logits, entropy).joined().allSatisfy(\.isFinite))
    let logSum = { (t: [Tensor]) in try t[0].logSumExp() }
    #expect(abs(try gradient(logits, logSum).reduce(0, +) - 1) < 1e-15)
    #expect(try hessian(logits, logSum).joined().allSatisfy(\.isFinite))
  }

  @Test func masksOfMinusInfinityGiveNoDerivative() throws {
    let logits = [1, -Double.infinity, 2]
    let found = try gradient(logits) { try $0[0].logSumExp() }
    #expect(found[1] == 0 && abs(found[0] + found[2] - 1) < 1e-15)
    #expect(try gradient([-.infinity, -.infinity]) { try $0[0].logSumExp() } == [0, 0])
    let entropy = try gradient(logits) { try Tensor([0.5, 0, 0.5]).softmaxCrossEntropy(logits: $0[0]) }
    #expect(entropy[1] == 0 && abs(entropy[0] + entropy[2]) < 1e-15)
    #expect(try gradient(logits) { try $0[0].softmax().sliced([AxisSlice(0, 1)]).sum() }.allSatisfy(\.isFinite))
  }

  /// The gradient of the cross entropy is softmax · Σ labels − labels, also where the labels do not add up to 1.
  @Test func labelsNeedNotAddUpToOne() throws {
    let found = try gradient([0.0, 0]) { try Tensor([2.0, 1]).softmaxCrossEntropy(logits: $0[0]) }
    #expect(found.elementsEqual([-0.5, 0.5]) { abs($0 - $1) < 1e-15 })
  }

  @Test func productsWithZerosAreExactAtEveryOrder() throws {
    let product = { (t: [Tensor]) in try t[0].product() }
    #expect(try gradient([0, 2, 5], product) == [10, 0, 0])
    #expect(try hessian([0, 2, 5], product) == [[0, 5, 2], [5, 0, 0], [2, 0, 0]])
    #expect(try gradient([0, 0, 5], product) == [0, 0, 0])
    #expect(try hessian([0, 0, 5], product) == [[0, 5, 0], [5, 0, 0], [0, 0, 0]])
    let third = TensorFunction(point: [try Tensor([0.0, 0, 0])]) { [try product($0)] }
      .pullback([try Tensor(1.0)]).pushforward([try Tensor([1.0, 0, 0])])
    #expect(try third.jvp([Tensor([0.0, 1, 0])])[0].doubles == [0, 0, 1])
    let running = TensorFunction(point: [try Tensor([2.0, 0, 3, 4])]) { [try $0[0].cumulativeProduct()] }
    #expect(try running.vjp([Tensor([1.0, 1, 1, 1])])[0].doubles == [1, 32, 0, 0])
  }

  @Test func tiesOfReductionsShareTheDerivative() throws {
    #expect(try gradient([3, 1, 3, 2]) { try $0[0].max() } == [0.5, 0, 0.5, 0])
    #expect(try gradient([1, 1, 1, 2]) { try $0[0].min() } == [1.0 / 3, 1.0 / 3, 1.0 / 3, 0])
  }

  @Test func tiesOfPoolsAndOrdersGoToTheFirst() throws {
    let pooled = TensorFunction(point: [try Tensor([1.0, 1, 1, 1], shape: [1, 2, 2, 1])]) {
      [try $0[0].maxPooled(size: [2, 2], strides: [2, 2])]
    }
    #expect(try pooled.vjp([Tensor([1.0], shape: [1, 1, 1, 1])])[0].doubles == [1, 0, 0, 0])
    #expect(try gradient([2, 2, 1]) { try $0[0].topK(1).sum() } == [1, 0, 0])
    #expect(try Tensor([1.0, 3, 3]).argMax().doubles == [1])
  }

  @Test func rootsOfSumsOfSquaresHaveDerivativeZeroAtZero() throws {
    for mode in DerivativeMode.allCases {
      let squaredNorm = try derivatives(at: 0, 2, mode) { try $0.norm().squared() }
      #expect(squaredNorm == [0, 0, 0])
    }
    #expect(try gradient([0, 0]) { try $0[0].norm() } == [0, 0])
    #expect(try gradient([3, 4]) { try $0[0].norm() }.elementsEqual([0.6, 0.8]) { abs($0 - $1) < 1e-15 })
    #expect(try gradient([5, 5, 5]) { try $0[0].standardDeviation() } == [0, 0, 0])
    #expect(try hessian([5, 5, 5]) { try $0[0].standardDeviation() }.joined().allSatisfy { $0 == 0 })
  }

  @Test func powersAtZeroAreRightAtEveryOrder() throws {
    for mode in DerivativeMode.allCases {
      #expect(try derivatives(at: 0, 4, mode) { try $0.power(2) } == [0, 0, 2, 0, 0])
      #expect(try derivatives(at: 0, 4, mode) { try $0.power(3) } == [0, 0, 0, 6, 0])
      #expect(try derivatives(at: 0, 3, mode) { try $0.power(1) } == [0, 1, 0, 0])
      #expect(try derivatives(at: -2, 3, mode) { try $0.power(3) } == [-8, 12, -12, 6])
    }
  }

  @Test func sincIsSmoothAtZero() throws {
    let pi = Double.pi
    for mode in DerivativeMode.allCases {
      let found = try derivatives(at: 0, 4, mode) { try $0.sinc() }
      let expected = [1, 0, -pi * pi / 3, 0, pi * pi * pi * pi / 5]
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-13 }, "\(found)")
    }
  }

  @Test func varianceDifferentiatesThroughTheMean() throws {
    let found = try hessian([1, 2, 6]) { try $0[0].variance() }
    let expected = [[4.0, -2, -2], [-2, 4, -2], [-2, -2, 4]].map { $0.map { $0 / 9 } }
    #expect(zip(found.joined(), expected.joined()).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func sparsemaxAddsUpToOneWithALargeSupport() throws {
    let found = try Tensor([0.5, 0.25, -1, 0.3]).sparsemax().doubles ?? []
    #expect(abs(found.reduce(0, +) - 1) < 1e-15 && found.filter { $0 > 0 }.count == 3 && found[2] == 0)
  }
}
