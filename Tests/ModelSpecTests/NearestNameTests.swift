import Testing

@testable import ModelSpec

@Suite struct NearestNameTests {
  static let names = ["kernel", "bias", "units", "activation", "use_bias", "tanh", "tan", "matmul", "x"]

  @Test(arguments: [
    ("kernal", "kernel"), ("kernle", "kernel"), ("Kernel", "kernel"), ("ernel", "kernel"), ("actvation", "activation"),
    ("tahn", "tanh"), ("matmull", "matmul"), ("biass", "bias"), ("usebias", "use_bias"),
  ])
  func near(name: String, expected: String) {
    #expect(nearestName(to: name, among: Self.names) == expected)
  }

  @Test(arguments: ["", "q", "completely_different", "zzz", String(repeating: "k", count: 100_000)])
  func far(name: String) {
    #expect(nearestName(to: name, among: Self.names) == nil)
  }

  @Test func tiesGoToTheFirstInTheAlphabet() {
    #expect(nearestName(to: "cat", among: ["hat", "bat", "rat"]) == "bat")
  }

  @Test(arguments: [("", "", 0), ("ab", "ba", 1), ("ca", "abc", 3), ("kitten", "sitting", 3), ("abc", "", 3)])
  func distance(a: String, b: String, expected: Int) {
    #expect(alignmentDistance(Array(a.unicodeScalars), Array(b.unicodeScalars)) == expected)
  }
}
