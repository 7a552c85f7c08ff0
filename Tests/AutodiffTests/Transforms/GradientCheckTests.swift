import Autodiff
import Testing

/// That `checkGradients` finds what is wrong, and nothing else.
struct GradientCheckTests {
  let x: Tensor

  init() throws {
    x = try Tensor([0.5, -1.25, 2])
  }

  @Test(arguments: 1...4) func `right derivatives hold to any order`(order: Int) throws {
    let check = try checkGradients(of: { try $0.sin().exp() * $0 }, at: x, order: order)
    #expect(check.holds, "\(check)")
    #expect(check.checks.count == 2 * ((1 << order) - 1))
    #expect(check.maximumRelativeError < 1e-7)
  }

  @Test func `float32 holds within its own accuracy`() throws {
    let check = try checkGradients(of: { try $0.sin().exp() * $0 }, at: x.cast(to: .float32), order: 2)
    #expect(check.holds, "\(check)")
  }

  @Test func `a wrong pullback is found by differences`() throws {
    let wrong = CustomFunction("wrong") { x in
      try x[0].squared()
    } pullback: { w, x, _ in
      [try w * x[0]]
    }
    let check = try checkGradients(of: { try wrong($0) }, at: x, order: 1)
    #expect(!check.holds)
    #expect(check.checks.map { $0.relativeError <= check.tolerance } == [false, true])
    #expect(check.description.contains("f: difference FAILS"))
  }

  @Test func `a derivative that is right itself but cannot be differentiated is found at order 2`() throws {
    let frozen = CustomFunction("frozen") { x in
      try x[0].squared()
    } pullback: { w, x, _ in
      [try w * (2 * x[0].stoppingGradient())]
    }
    #expect(try checkGradients(of: { try frozen($0) }, at: x, order: 1).holds)
    let check = try checkGradients(of: { try frozen($0) }, at: x, order: 2)
    #expect(!check.holds)
    #expect(Set(check.checks.filter { $0.relativeError > check.tolerance }.map(\.function)) == ["jvp(f)", "vjp(f)"])
  }

  @Test func `modes that disagree are found`() throws {
    // To forward mode the second term is a constant.
    let check = try checkGradients(
      of: { x in try x.squared() + withRecording(only: .reverse) { try x * 3 } }, at: x, order: 1)
    #expect(check.checks.map { $0.relativeError <= check.tolerance } == [false, false])
  }

  @Test func `a derivative that is no number does not hold`() throws {
    let check = try checkGradients(of: { try ($0 - $0).log() }, at: x, order: 1)
    #expect(!check.holds)
    #expect(check.maximumRelativeError == .infinity)
  }

  @Test func `structures, several values and integers among them`() throws {
    let check = try checkGradients(
      of: { (p: [String: Tensor]) -> [Tensor] in
        guard let a = p["a"], let b = p["b"] else { return [] }
        return [try a * b, try b.exp(), try a.cast(to: .int32)]
      }, at: ["a": x, "b": Tensor(0.5)], order: 2)
    #expect(check.holds, "\(check)")
  }

  @Test func `a constant holds, and so does order 0`() throws {
    #expect(try checkGradients(of: { _ in try Tensor(3.0) }, at: x).maximumRelativeError == 0)
    #expect(try checkGradients(of: { try $0 * 2 }, at: x, order: 0).checks.isEmpty)
  }

  @Test func `placeholders and integers are errors`() throws {
    expectError(.recorderMisuse, "placeholders") {
      _ = try Program.trace([x.type]) { inputs in
        _ = try checkGradients(of: { try $0.exp() }, at: inputs[0])
        return inputs
      }
    }
    expectError(.notDifferentiable) { _ = try checkGradients(of: { $0 }, at: Tensor([Int64(1)])) }
  }
}
