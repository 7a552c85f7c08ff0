/// Durations in buckets, as Prometheus wants them: each bucket counts what took no longer than its bound.
struct Histogram: Sendable {
  /// In seconds. Small calls take tens of microseconds, the longest as long as the deadline lets them.
  static let bounds = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]

  private let counters = (0...bounds.count).map { _ in Counter() }
  private let nanoseconds = Counter()

  func record(_ duration: Duration) {
    let seconds = duration / .seconds(1)
    let bucket = Histogram.bounds.firstIndex { seconds <= $0 } ?? Histogram.bounds.count
    counters[bucket].add()
    nanoseconds.add(Int(clamping: Int64(seconds * 1e9)))
  }

  /// Writes the samples, nothing where nothing was recorded.
  func write(_ name: String, _ labels: [(String, String)], to exposition: inout Exposition) {
    let counts = counters.map(\.value)
    let total = counts.reduce(0, +)
    guard total > 0 else { return }
    var sum = 0
    for (bound, count) in zip(Histogram.bounds.map { "\($0)" } + ["+Inf"], counts) {
      sum += count
      exposition.sample(name + "_bucket", labels + [("le", bound)], sum)
    }
    exposition.sample(name + "_sum", labels, Double(nanoseconds.value) / 1e9)
    exposition.sample(name + "_count", labels, total)
  }
}
