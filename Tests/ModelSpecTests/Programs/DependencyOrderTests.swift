import Testing

@testable import ModelSpec

@Suite struct DependencyOrderTests {
  @Test(arguments: [
    ([], []),
    ([[], [0], [1, 0]], [0, 1, 2]),
    ([[1], [2], []], [2, 1, 0]),
    ([[], [], [0], [1]], [0, 1, 2, 3]),
    ([[3, 3], [0], [0, 1], []], [3, 0, 1, 2]),
  ])
  func sorted(dependencies: [[Int]], expected: [Int]) {
    #expect(DependencyOrder(dependencies) == .sorted(expected))
  }

  @Test(arguments: [
    ([[0]], [0]),
    ([[1], [0]], [0, 1]),
    ([[1], [2], [3], [1]], [1, 2, 3]),
    ([[], [0, 2], [0, 1]], [1, 2]),
  ])
  func cycle(dependencies: [[Int]], expected: [Int]) {
    #expect(DependencyOrder(dependencies) == .cycle(expected))
  }

  @Test func longChainsDoNotRecurse() {
    let count = 200_000
    let dependencies = (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }
    #expect(DependencyOrder(dependencies) == .sorted((0..<count).reversed()))
  }
}
