import Testing

@testable import Autodiff

@Suite("What tensor code may ask for")
struct AllowanceTests {
  private func limit(_ allowance: Allowance, _ body: () throws -> Void) -> AutodiffError? {
    do {
      try allowance.granting(body)
      return nil
    } catch {
      return error as? AutodiffError
    }
  }

  @Test(arguments: [[4, 4], [17], [0, 17], [17, 0], [Int.max, 2], [0, Int.max, Int.max]])
  func `no shape has more elements`(dimensions: [Int]) throws {
    let error = try #require(limit(Allowance(elements: 15)) { _ = try Shape(dimensions) })
    #expect(error.kind == .limitExceeded)
    #expect(error.expected == "at most 15 elements")
    #expect(error.message.contains("\(dimensions)"))
  }

  @Test func `a negative extent is another mistake`() throws {
    #expect(throws: AutodiffError.self) { try Shape([2, -1]) }
    #expect(limit(Allowance()) { _ = try Shape([2, -1]) }?.kind == .badAttribute)
  }

  @Test func `a broadcast that is too large is no mismatch`() throws {
    let x = try Tensor([1.0, 2, 3, 4])
    let error = limit(Allowance(elements: 15)) { _ = try x.reshaped(to: Shape([4, 1])) + x }
    #expect(error?.kind == .limitExceeded)
  }

  @Test func `values that are alive at once are counted`() throws {
    let allowance = Allowance(bytes: 100)
    #expect(limit(allowance) { for _ in 0..<10 { _ = try Tensor([1.0, 2, 3, 4]) } } == nil)
    let error = limit(allowance) {
      let kept = try (0..<4).map { _ in try Tensor([1.0, 2, 3, 4]) }
      withExtendedLifetime(kept) {}
    }
    #expect(error?.kind == .limitExceeded)
    #expect(error?.actual == "128 bytes")
  }

  @Test func `a program takes no more operations to write`() throws {
    let error = limit(Allowance(operations: 10)) {
      _ = try Program.trace([TensorType(.float64, [2])]) { inputs in
        [try (0..<11).reduce(inputs[0]) { x, _ in try x.sin() }]
      }
    }
    #expect(error?.expected == "at most 10 operations")
  }

  @Test func `sizes do not overflow`() {
    #expect(Int.max.addingSaturated(1) == .max)
    #expect(2.multipliedSaturated(by: Int.max) == .max)
    #expect(3.multipliedSaturated(by: 5).addingSaturated(2) == 17)
  }

  /// The bodies of loops and branches have plans of their own, which the plan around them counts.
  @Test func `a plan counts the programs within it`() throws {
    let type = TensorType(.float64, [256])
    let program = try Program.trace([TensorType(.bool, .scalar), type]) { inputs in
      [
        try Tensor.cond(
          inputs[0], [inputs[1]], then: { try $0[0].sorted(axis: 0, descending: false).cumulativeSum(axis: 0) },
          otherwise: { $0[0] })
      ]
    }
    let plan = try Plan(program)
    #expect(plan.byteCount >= plan.arenaByteCount + 2 * type.byteCount)
  }
}
