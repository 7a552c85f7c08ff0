import Autodiff
import Testing

/// Watching and recording: rows 34 to 37, 42, 45 and 47.
struct GradientTapeTests {
  let x: Tensor

  init() throws {
    x = try Tensor([1.0, 2])
  }

  func watching(_ structure: some TensorStructure, persistent: Bool = false) throws -> GradientTape {
    let tape = GradientTape(persistent: persistent)
    try tape.watch(structure)
    return tape
  }

  @Test func `34: a tape watches nested structures`() throws {
    let (a, b) = (try Tensor(2.0), try Tensor(3.0))
    let tape = try watching(["pair": [a, b], "one": [x]])
    let y = try tape.recording { try (a * b * x).sum() }
    let found = try tape.gradient(of: y, [a, b, x])
    #expect(found.map(\.numbers) == [[9], [6], [6, 6]])
  }

  @Test func `34: what is not floating cannot be watched`() throws {
    for tensor in [try Tensor([Int64(1)]), try Tensor([true])] {
      expectError(.notDifferentiable, "a tape cannot watch .b.0 \(tensor.type)") {
        _ = try watching(["a": [x], "b": [tensor]])
      }
    }
  }

  @Test func `34: watching is the tape's own`() throws {
    let (outer, inner) = (GradientTape(), try watching(x))
    let y = try outer.recording { try inner.recording { try x.squared() } }
    #expect(try outer.gradient(of: y, x) == nil)
    #expect(try inner.gradient(of: y, x)?.numbers == [2, 4])
  }

  @Test func `35: a tape gives one gradient or Jacobian, a persistent one many`() throws {
    let (once, many) = (try watching(x), try watching(x, persistent: true))
    let y = try once.recording { try many.recording { try x.squared() } }
    _ = try once.gradient(of: y, x)
    expectError(.recorderMisuse, "GradientTape(persistent: true)") { _ = try once.gradient(of: y, x) }
    expectError(.recorderMisuse) { _ = try once.jacobian(of: y, x) }
    for _ in 0..<3 { #expect(try many.gradient(of: y, x)?.numbers == [2, 4]) }
    #expect(try many.jacobian(of: y, x)?.numbers == [2, 0, 0, 4])
  }

  @Test func `36: a gradient in the block ends the recording of a tape that is not persistent`() throws {
    let tape = try watching(x)
    try tape.recording {
      let y = try x.power(3)
      let gradient = try #require(try tape.gradient(of: y, x))
      #expect(gradient.numbers == [3, 12])
      _ = try gradient.squared()
      expectError(.recorderMisuse) { _ = try tape.gradient(of: gradient, x) }
    }
  }

  @Test func `36: a persistent tape records its own gradient in the block`() throws {
    let tape = try watching(x, persistent: true)
    try tape.recording {
      let first = try #require(try tape.gradient(of: x.power(3), x))
      let second = try #require(try tape.gradient(of: first, x))
      #expect(second.numbers == [6, 12])
      #expect(try tape.gradient(of: second, x)?.numbers == [6, 6])
    }
  }

  @Test func `37: entering an active tape is an error, entering it again later goes on`() throws {
    let tape = try watching(x)
    let y = try tape.recording {
      expectError(.recorderMisuse, "already recording") { try tape.recording {} }
      return try x.squared()
    }
    let unseen = try y * 5
    let z = try tape.recording { try y * x }
    #expect(try tape.gradients(of: [z, unseen], [x])[0]?.numbers == [3, 12])
  }

  @Test func `37: a tape that is entered after its gradient begins anew`() throws {
    let tape = try watching(x)
    _ = try tape.gradient(of: tape.recording { try x.squared() }, x)
    let unwatched = try tape.recording { try x.squared() }
    #expect(try tape.gradient(of: unwatched, x) == nil)
    let again = try tape.recording {
      try tape.watch(x)
      return try x.power(3)
    }
    #expect(try tape.gradient(of: again, x)?.numbers == [3, 12])
  }

  @Test func `42: a stopped tape does not see the steps, another one does`() throws {
    let (stopped, other) = (try watching(x), try watching(x))
    let (y, hidden) = try other.recording {
      try stopped.recording { (try x.squared(), try stopped.stopRecording { try x.power(3) }) }
    }
    #expect(try stopped.gradients(of: [y, hidden], [x])[0]?.numbers == [2, 4])
    #expect(try other.gradients(of: [y, hidden], [x])[0]?.numbers == [5, 16])
  }

  @Test func `42: a tape that does not record cannot be stopped`() throws {
    expectError(.recorderMisuse, "not recording") { try GradientTape().stopRecording {} }
    let tape = GradientTape()
    try tape.recording { try tape.stopRecording { expectError(.recorderMisuse) { try tape.stopRecording {} } } }
  }

  @Test func `42: reset forgets what was recorded and watched`() throws {
    let tape = try watching(x)
    let (early, late) = try tape.recording {
      let early = try x.squared()
      tape.reset()
      try tape.watch(x)
      return (early, try x.power(3))
    }
    #expect(try tape.gradients(of: [early, late], [x])[0]?.numbers == [3, 12])
  }

  @Test func `45: no element type is converted silently`() throws {
    expectError(.dtypeMismatch) { _ = try x * Tensor([Float(1), 2]) }
    expectError(.dtypeMismatch) { _ = try x.cast(to: .float32) + x }
  }

  @Test func `45: x + 0 and x * 1 are fresh tensors, and equal constants are distinct`() throws {
    let tape = try watching(x, persistent: true)
    let (sum, product) = try tape.recording { (try x + 0, try x * 1) }
    #expect(try tape.gradient(of: sum * 2, sum) == nil)
    #expect(try tape.gradient(of: product, sum) == nil)
    #expect(try tape.gradient(of: sum, x)?.numbers == [1, 1])
    let (one, other) = (try Tensor(1.0), try Tensor(1.0))
    let second = try watching(one)
    let y = try second.recording { try one * 3 + other * 5 }
    #expect(try second.gradients(of: [y], [one, other]).map { $0?.numbers } == [[3], nil])
  }

  @Test func `47: two tapes record the same steps, and an error in the block spoils neither`() throws {
    struct Interruption: Error {}
    let (first, second) = (try watching(x), try watching(x))
    var y = x
    #expect(throws: Interruption.self) {
      try first.recording {
        try second.recording {
          y = try x.squared()
          throw Interruption()
        }
      }
    }
    #expect(try first.gradient(of: y, x)?.numbers == [2, 4])
    #expect(try second.gradient(of: y, x)?.numbers == [2, 4])
  }
}
