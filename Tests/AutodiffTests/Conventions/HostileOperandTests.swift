import Autodiff
import Testing

/// Whatever an operation is given, it gives a result or throws: a trap would end the test run.
struct HostileOperandTests {
  static let shapes: [Shape] = [
    [], [0], [1], [3], [2, 3], [3, 3], [0, 2], [2, 0, 3], [1, 4, 4, 2], [2, 2, 2, 3], [1, 1, 1, 1, 1, 1],
  ]
  static let numbers: [AttributeValue] = [
    .int(0), .int(1), .int(-1), .int(2), .int(-7), .int(3), .int(.max), .int(.min), .float(0.5), .float(.nan),
    .float(-.infinity), .null, .bool(true), .string("SAME"), .string("ij,jk->ik"), .string("...i,->"), .string("ii->-"),
    .string("float32"), .string("reflect"), .list([]),
  ]

  static func attribute(_ random: inout SplitMix64) -> AttributeValue {
    func pick() -> AttributeValue { numbers[Int.random(in: 0..<numbers.count, using: &random)] }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in pick() })
    case 1: return .list((0..<Int.random(in: 1...3, using: &random)).map { _ in .list([pick(), pick()]) })
    default: return pick()
    }
  }

  static func operand(_ random: inout SplitMix64) throws -> Tensor {
    let shape = shapes[Int.random(in: 0..<shapes.count, using: &random)]
    let edges = [0, 1, -1, 2, 1e300, -.infinity, .nan]
    let elements = (0..<shape.elementCount).map { _ in
      Bool.random(using: &random)
        ? edges[Int.random(in: 0..<edges.count, using: &random)] : Double.random(in: -2...2, using: &random)
    }
    let types: [DType] = [.float64, .float64, .float64, .float32, .int64, .int32, .bool]
    return try Tensor(elements, shape: shape).cast(to: types[Int.random(in: 0..<types.count, using: &random)])
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func nothingTraps(name: String) throws {
    let entry = try #require(Catalogue.entry(named: name))
    var random = SplitMix64("hostile \(name)")
    var (accepted, refused) = (0, 0)
    for _ in 0..<300 {
      let count = entry.isVariadic ? Int.random(in: 1...3, using: &random) : entry.operands.count
      var operands = try (0..<count).map { _ in try Self.operand(&random) }
      // Operands of one kind get further than any mixture.
      if Bool.random(using: &random) { operands = operands.map { _ in operands[0] } }
      var attributes: [String: AttributeValue] = [:]
      for declaration in entry.attributes where declaration.defaultValue == nil || Bool.random(using: &random) {
        attributes[declaration.name] = Self.attribute(&random)
      }
      do {
        let function = TensorFunction(point: operands.filter { $0.dtype.isFloating }) { point in
          var rest = point[...]
          let complete = operands.map { $0.dtype.isFloating ? rest.popFirst() ?? $0 : $0 }
          return [try entry.apply(complete, attributes)]
        }
        let value = try function.value()[0]
        #expect(value.doubles?.count == value.shape.elementCount)
        if value.dtype.isFloating {
          let weights = [try value * 0 + 1]
          _ = try function.vjp(weights)
          _ = try function.pullback(weights).jvp(function.point)
        }
        accepted += 1
      } catch let error as AutodiffError {
        #expect(!error.message.isEmpty)
        refused += 1
      }
    }
    #expect(accepted + refused == 300)
  }

  static let impossible: [(String, [Shape], [String: AttributeValue])] = [
    ("reshape", [[2, 3]], ["shape": .list([.int(4), .int(-1)])]),
    ("broadcast_to", [[2]], ["shape": .list([.int(.max), .int(.max)])]),
    ("tile", [[2]], ["multiples": .list([.int(.max)])]), ("repeat", [[2]], ["repeats": .int(.max)]),
    ("repeat", [[2]], ["repeats": .list([.int(.max), .int(.max)])]),
    ("pad", [[2]], ["paddings": .list([.list([.int(.max), .int(.max)])])]),
    ("slice", [[2]], ["begin": .list([.int(.min)]), "size": .list([.int(-1)])]),
    ("strided_slice", [[2]], ["strides": .list([.int(0)])]), ("top_k", [[2]], ["k": .int(3)]),
    ("split", [[4]], ["num_or_sizes": .int(2), "index": .int(2)]), ("concat", [[], []], ["axis": .int(0)]),
    ("concat", [[2], [2, 2]], ["axis": .int(0)]), ("squeeze", [[2]], ["axis": .int(0)]),
    ("matmul", [[2, 3], [2, 3]], [:]), ("solve", [[2, 3], [2, 3]], [:]), ("cholesky", [[2]], [:]),
    ("einsum", [[2, 3], [2, 3]], ["equation": .string("ij,jk->ik")]), ("glu", [[3]], [:]),
    ("conv2d", [[1, 2, 2, 1], [3, 3, 1, 1]], [:]), ("avg_pool2d", [[1, 2, 2, 1]], ["ksize": .int(0)]),
    ("norm", [[2]], ["ord": .int(0)]), ("argmax", [[0]], [:]), ("reduce_max", [[0]], [:]),
  ]

  /// What cannot be is refused with an explanation.
  @Test(arguments: impossible)
  func impossibleRequestsAreExplained(name: String, shapes: [Shape], attributes: [String: AttributeValue]) throws {
    let entry = try #require(Catalogue.entry(named: name))
    let operands = try shapes.map { try Tensor([Double](repeating: 1, count: $0.elementCount), shape: $0) }
    let error = #expect(throws: AutodiffError.self) { try entry.apply(operands, attributes) }
    #expect(error?.message.isEmpty == false)
  }

  @Test(arguments: [Int64.min, -1, 3, Int64.max]) func anIndexOutOfRangeIsAnError(index: Int64) throws {
    let (x, indices) = (try Tensor([1.0, 2, 3]), try Tensor([index], shape: [1]))
    let uses: [() throws -> Tensor] = [
      { try x.gathered(at: indices) }, { try x.gathered(atCoordinates: indices) },
      { try x.gathered(along: 0, at: indices) },
      { try Tensor([1.0], shape: [1]).segmentSum(ids: indices, count: 3) }, { try indices.oneHot(depth: 3) },
      { try indices.reshaped(to: []).sparseSoftmaxCrossEntropy(logits: x) },
    ]
    for use in uses {
      #expect(#expect(throws: AutodiffError.self) { try use() }?.kind == .indexOutOfRange)
    }
  }

  @Test func replacingTwiceAtOnePlaceIsAnError() throws {
    let (x, places) = (try Tensor([1.0, 2, 3]), try Tensor([Int64(1), 1], shape: [2, 1]))
    let error = #expect(throws: AutodiffError.self) { try x.replacing(Tensor([5.0, 6]), atCoordinates: places) }
    #expect(error?.kind == .indexOutOfRange)
  }
}
