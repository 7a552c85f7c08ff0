/// How near two numbers must be to count as equal: |actual − expected| ≤ relative · |expected| + absolute.
struct Tolerance {
  var relative: Double
  var absolute: Double

  static let exact = Tolerance(relative: 0, absolute: 0)

  func accepts(_ actual: Double, _ expected: Double) -> Bool {
    actual == expected || abs(actual - expected) <= relative * abs(expected) + absolute
  }
}

extension Tree {
  /// Where and how this value differs from the expected one first; nil where it does not.
  func difference(from expected: Tree, _ tolerance: Tolerance, at path: String = "") -> String? {
    switch (self, expected) {
    case (.number(let mine), .number(let other)):
      return tolerance.accepts(mine, other) ? nil : "\(path): \(mine) is not \(other)"
    case (.array(let mine), .array(let other)):
      guard mine.count == other.count else { return "\(path): \(mine.count) elements, not \(other.count)" }
      return zip(mine, other).enumerated().lazy
        .compactMap { $1.0.difference(from: $1.1, tolerance, at: "\(path)[\($0)]") }.first
    case (.object(let mine), .object(let other)):
      guard mine.keys.sorted() == other.keys.sorted() else {
        return "\(path): members \(mine.keys.sorted()), not \(other.keys.sorted())"
      }
      return mine.sorted { $0.key < $1.key }.lazy
        .compactMap { name, value in
          other[name].flatMap { value.difference(from: $0, tolerance, at: "\(path).\(name)") }
        }.first
    default: return self == expected ? nil : "\(path): \(self) is not \(expected)"
    }
  }
}
