import Glibc

/// Something that can be done again and again.
struct Work {
  struct Unknown: Error {
    let words: [String]
  }

  private let run: () throws -> Void
  /// A sample is of so many runs, so that what is short is not lost in the clock.
  private let runsPerSample: Int

  /// Runs `run` until it is warm, and finds how often a sample repeats it.
  init(_ run: @escaping () throws -> Void) throws {
    self.run = run
    for _ in 0..<3 { try run() }
    let once = try processorSeconds { try run() }
    runsPerSample = max(1, Int(0.001 / max(once, 1e-7)))
    for _ in 0..<runsPerSample { try run() }
  }

  /// Seconds of a run, in each of so many samples.
  func measure(_ samples: Int) throws -> [Double] {
    try (0..<samples).map { _ in
      try processorSeconds { for _ in 0..<runsPerSample { try run() } } / Double(runsPerSample)
    }
  }
}

/// The time of the processor that this process takes: on a quiet machine what a clock would show, and on a busy one still that.
private func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  try body()
  return now() - start
}

extension Work {
  /// The work that the words name.
  init(_ words: [String]) throws {
    func number(_ index: Int) throws -> Int {
      guard index < words.count, let number = Int(words[index]), number > 0 else { throw Unknown(words: words) }
      return number
    }
    switch words[0] {
    case "network": self = try .network(words[1], Network(words[2], batch: number(3)))
    case "products": self = try .products(words[1], Network(words[2], batch: number(3)))
    case "compile": self = try .compiling(Network(words[1], batch: number(2)))
    case "map": self = try .map(words[1], count: number(2))
    case "parse": self = try .parsing(rows: number(1), width: number(2))
    case "write": self = try .writing(rows: number(1), width: number(2))
    default: throw Unknown(words: words)
    }
  }
}
