import Synchronization

/// A number that only grows, counted by many threads.
final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  func add(_ number: Int = 1) {
    count.wrappingAdd(number, ordering: .relaxed)
  }
}

/// Counters of one name, one for every combination of its labels' values. The values are a closed set, known before the
/// first is counted, so that counting is one atomic addition, and so that no request can make the set grow.
struct CounterTable: Sendable {
  struct Label: Sendable {
    let name: String
    let values: [String]
  }

  let name: String
  let help: String
  let labels: [Label]
  private let counters: [Counter]

  init(_ name: String, _ help: String, labels: [Label]) {
    (self.name, self.help, self.labels) = (name, help, labels)
    counters = (0..<labels.reduce(1) { $0 * $1.values.count }).map { _ in Counter() }
  }

  /// Adds one for the values at these positions of the labels, in the labels' order.
  func increment(_ positions: Int...) {
    let index = zip(positions, labels).reduce(0) { $0 * $1.1.values.count + $1.0 }
    guard counters.indices.contains(index) else { return }
    counters[index].add()
  }

  /// Writes the combinations that have occurred.
  func write(to exposition: inout Exposition) {
    exposition.family(name, .counter, help)
    for (index, counter) in counters.enumerated() where counter.value > 0 {
      exposition.sample(name, values(at: index), counter.value)
    }
  }

  private func values(at index: Int) -> [(String, String)] {
    var rest = index
    let reversed = labels.reversed().map { label in
      defer { rest /= label.values.count }
      return (label.name, label.values[rest % label.values.count])
    }
    return reversed.reversed()
  }
}
