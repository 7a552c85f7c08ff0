import Testing

@testable import Autodiff

/// At zeros of both signs, subnormal and huge numbers, infinities and NaN: what a plan gives is what eager code gives, in value, gradient
/// and Hessian-vector product, and the two modes agree where their results are finite.
struct ExtremeMagnitudesTests {
  static let magnitudes = [
    0, -0.0, Double.leastNonzeroMagnitude, 0x1p-1030, -1e-200, 1e-8, -30, 700, -1e4, 1e155, -1e300, .infinity,
    -.infinity, .nan,
  ]

  /// The operations that work on each element by itself.
  static let elementwise = elementwiseSamples.merging(activationSamples) { first, _ in first }.filter { _, samples in
    samples.allSatisfy { $0.resultShape == nil && $0.operands.allSatisfy { $0.dtype.isFloating } }
  }

  @Test(arguments: elementwise.keys.sorted()) func plansFollowEagerCode(name: String) throws {
    let entry = try #require(Catalogue.entry(named: name))
    let sample = try #require(Self.elementwise[name]?.first)
    let m = Self.magnitudes
    // Every pair of magnitudes, for two operands.
    let columns = [
      m.flatMap { [Double](repeating: $0, count: m.count) }, m.flatMap { _ in m }, m.flatMap { _ in m.reversed() },
    ]
    let point = try sample.operands.indices.map { try Tensor(columns[$0]) }
    let function = TensorFunction(point: point) { [try entry.apply($0, sample.attributes)] }
    guard try function.value()[0].dtype.isFloating else { return }
    let ones = try Tensor([Double](repeating: 1, count: m.count * m.count))
    let gradient = function.pullback([ones])
    let product = gradient.pushforward(point.map { _ in ones })
    for function in [function, gradient, product] {
      let planned = try Plan(Program.trace(function.point.map(\.type), function.body)).run(point, in: Workspace())
      for (planned, eager) in zip(planned, try function.value()) {
        expectSameNumbers(planned.doubles ?? [], eager.doubles ?? [], name)
      }
    }
    let forward = try function.jvp(point.map { _ in ones })[0].doubles ?? []
    let reverse = try gradient.value().map { $0.doubles ?? [] }
    for index in forward.indices {
      let sum = reverse.reduce(0) { $0 + $1[index] }
      guard forward[index].isFinite, sum.isFinite else { continue }
      let scale = reverse.reduce(1e-300) { max($0, abs($1[index])) }
      #expect(abs(forward[index] - sum) <= 1e-12 * scale, "\(name) at \(point.map { $0.doubles?[index] ?? .nan })")
    }
  }

  private func expectSameNumbers(_ found: [Double], _ expected: [Double], _ name: String) {
    for (found, expected) in zip(found, expected) {
      let agrees =
        found == expected || (found.isNaN && expected.isNaN) || abs(found - expected) <= 1e-13 * abs(expected)
      #expect(agrees, "\(name): \(found), not \(expected)")
    }
  }
}
