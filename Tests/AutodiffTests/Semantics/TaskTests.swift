import Testing

@testable import Autodiff

/// Recorders and tasks: rows 25 and 47.
struct TaskTests {
  @Test func `25: concurrent tasks never see each other's recorders`() async throws {
    let x = try Tensor(3.0)
    let found = try await withThrowingTaskGroup(of: (Int, [Double]).self) { group in
      for index in 0..<16 {
        group.addTask {
          let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor(Double(index)))
          let tape = GradientTape()
          try tape.watch(x)
          let y = try await accumulator.recording {
            try await tape.recording {
              var y = x
              for _ in 0..<20 {
                y = try y * x
                await Task.yield()
              }
              return y
            }
          }
          let active = Recording.active.count
          return (
            index,
            [accumulator.jvp(of: y)?.numbers[0] ?? -1, try tape.gradient(of: y, x)?.numbers[0] ?? -1, Double(active)]
          )
        }
      }
      return try await group.reduce(into: [Int: [Double]]()) { $0[$1.0] = $1.1 }
    }
    let slope = 21 * 3_486_784_401.0
    for index in 0..<16 { #expect(found[index] == [slope * Double(index), slope, 0]) }
  }

  @Test func `25: a detached task starts with no recorder, a child task with its parent's`() async throws {
    let x = try Tensor(2.0)
    let accumulator = try ForwardAccumulator(primals: x, tangents: Tensor(1.0))
    let (child, detached) = try await accumulator.recording {
      async let child = x.squared()
      let detached = Task.detached { try x.squared() }
      return (try await child, try await detached.value)
    }
    #expect(accumulator.jvp(of: child)?.numbers == [4])
    #expect(accumulator.jvp(of: detached) == nil)
  }

  @Test func `47: a recorder of a child is not seen by the parent`() async throws {
    let x = try Tensor(2.0)
    let tape = GradientTape()
    try tape.watch(x)
    let y = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try tape.recording { _ = try x.power(3) } }
      try await group.waitForAll()
      #expect(Recording.active.isEmpty)
      return try x.squared()
    }
    #expect(try tape.gradient(of: y, x) == nil)
  }

  @Test func `children of one recording may compute at the same time`() async throws {
    let x = try Tensor(2.0)
    let tape = GradientTape()
    try tape.watch(x)
    let sum = try await tape.recording {
      let squares = try await withThrowingTaskGroup(of: Tensor.self) { group in
        for factor in 1...32 { group.addTask { try (x * Double(factor)).squared() } }
        return try await group.reduce(into: [Tensor]()) { $0.append($1) }
      }
      return try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }
    }
    #expect(try tape.gradient(of: sum, x)?.numbers == [4 * Double((1...32).reduce(0) { $0 + $1 * $1 })])
  }
}
