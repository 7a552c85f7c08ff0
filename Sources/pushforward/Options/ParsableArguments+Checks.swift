import ArgumentParser

extension ParsableArguments {
  func expect(atLeast least: Int, _ options: [(name: String, value: Int)]) throws {
    for option in options where option.value < least {
      throw ValidationError("--\(option.name) must be at least \(least), not \(option.value)")
    }
  }

  func expect(from least: Int, to most: Int, _ options: [(name: String, value: Int)]) throws {
    for option in options where !(least...most).contains(option.value) {
      throw ValidationError("--\(option.name) must be between \(least) and \(most), not \(option.value)")
    }
  }

  func expectTimes(_ options: [(name: String, value: Double)]) throws {
    for option in options where !(0...1e6).contains(option.value) {
      throw ValidationError("--\(option.name) must be between 0 and 1000000 seconds, not \(option.value)")
    }
  }
}
