import Testing

@testable import Autodiff

/// Laws that hold for every operation of the catalogue, at the samples that `samples` lists for it. No derivative is written by hand.
struct OperationLawsTests {
  @Test(arguments: Catalogue.entries.map(\.name))
  func everyOperationHasSamples(name: String) {
    #expect(samples[name]?.isEmpty == false, "\(name) has no samples")
  }

  @Test func everySampleBelongsToAnOperation() {
    #expect(Set(samples.keys).subtracting(Catalogue.entries.map(\.name)).isEmpty)
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func resultsHaveTheRightShape(name: String) throws {
    try forEachSample(of: name) { trial in
      let value = try trial.function.value()[0]
      #expect(value.shape == trial.resultShape, trial.comment)
    }
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func firstDerivativesAgree(name: String) throws {
    try forEachSample(of: name) { trial in
      guard trial.isDifferentiable else { return }
      var random = trial.random
      try expectLaws(trial.function, &random, trial.comment)
    }
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func secondDerivativesAgree(name: String) throws {
    try forEachSample(of: name) { trial in
      guard trial.isDifferentiable else { return }
      var random = trial.random
      let direction = try directions(like: trial.function.point, &random)
      let weights = try directions(like: trial.function.value(), &random)
      try expectLaws(trial.function.pullback(weights), &random, trial.comment)
      try expectLaws(trial.function.pushforward(direction), &random, trial.comment)
    }
  }

  /// Reverse over forward, and forward over that. Not for large results: the work grows with every order.
  @Test(arguments: Catalogue.entries.map(\.name))
  func thirdAndFourthDerivativesAgree(name: String) throws {
    try forEachSample(of: name) { trial in
      guard trial.isDifferentiable, try trial.function.value()[0].shape.elementCount <= 16 else { return }
      var random = trial.random
      let direction = try directions(like: trial.function.point, &random)
      let weights = try directions(like: trial.function.value(), &random)
      let second = trial.function.pushforward(direction).pullback(weights)
      try expectLaws(second, &random, trial.comment)
      try expectLaws(second.pushforward(direction), &random, trial.comment)
    }
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func programsAndPlansGiveWhatEagerCodeGives(name: String) throws {
    try forEachSample(of: name) { trial in
      var random = trial.random
      try expectProgramAgrees(trial.function, trial.comment)
      guard trial.isDifferentiable else { return }
      let direction = try directions(like: trial.function.point, &random)
      let weights = try directions(like: trial.function.value(), &random)
      try expectProgramAgrees(trial.function.pullback(weights), trial.comment)
      try expectProgramAgrees(trial.function.pullback(weights).pushforward(direction), trial.comment)
    }
  }

  /// Batches of points, of cotangents, and of both.
  @Test(arguments: Catalogue.entries.map(\.name))
  func batchesGiveWhatOneAfterTheOtherGives(name: String) throws {
    try forEachSample(of: name) { trial in
      guard trial.isDifferentiable else { return }
      var random = trial.random
      let (function, count) = (trial.function, trial.function.point.count)
      let weights = try directions(like: function.value(), &random)
      let complete = TensorFunction(point: function.point + weights) { inputs in
        let moved = TensorFunction(point: Array(inputs[..<count]), body: function.body)
        return try moved.value() + moved.vjp(Array(inputs[count...]))
      }
      for batched in [Set(0..<count), [count], Set(0...count)] {
        try expectBatchAgrees(complete, batched, trial.comment)
      }
    }
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func float32FollowsFloat64(name: String) throws {
    try forEachSample(of: name) { trial in
      guard trial.isDifferentiable else { return }
      let narrow = TensorFunction(
        point: try trial.function.point.map { try $0.cast(to: .float32) }, body: trial.function.body)
      var random = trial.random
      let weights = try directions(like: trial.function.value(), &random)
      let rounded = try weights.map { try $0.cast(to: .float32) }
      let wide = try trial.function.value() + trial.function.vjp(weights)
      for (wide, narrow) in try zip(wide, narrow.value() + narrow.vjp(rounded)) {
        #expect(narrow.dtype == .float32, trial.comment)
        expectClose(narrow.doubles ?? [], wide.doubles ?? [], 2e-4, trial.comment)
      }
    }
  }
}

/// One sample of one operation, ready to run: a function of the floating operands.
struct Trial {
  let function: TensorFunction
  let resultShape: Shape
  let isDifferentiable: Bool
  let random: SplitMix64
  let comment: Comment
}

/// The operations that are not the derivative of what they compute, by definition.
private let unconnected: Set = ["stop_gradient"]

func forEachSample(of name: String, _ body: (Trial) throws -> Void) throws {
  let entry = try #require(Catalogue.entry(named: name))
  for (number, sample) in (samples[name] ?? []).enumerated() {
    var random = SplitMix64("\(name) \(number)")
    let operands = try sample.operands.map { try $0.tensor(&random) }
    let floating = operands.indices.filter { operands[$0].dtype.isFloating }
    let function = TensorFunction(point: floating.map { operands[$0] }) { point in
      var complete = operands
      for (index, tensor) in zip(floating, point) { complete[index] = tensor }
      return [try entry.apply(complete, sample.attributes)]
    }
    let result = try function.value()[0]
    try body(
      Trial(
        function: function, resultShape: sample.resultShape ?? broadcast(operands.map(\.shape)),
        isDifferentiable: result.dtype.isFloating && !floating.isEmpty && !unconnected.contains(name), random: random,
        comment: "\(name), sample \(number): \(operands.map(\.type)) \(sample.attributes)"))
  }
}

private func broadcast(_ shapes: [Shape]) throws -> Shape {
  var dimensions = [Int](repeating: 1, count: shapes.map(\.rank).max() ?? 0)
  for shape in shapes {
    let lead = dimensions.count - shape.rank
    for axis in 0..<shape.rank where shape[axis] != 1 { dimensions[lead + axis] = shape[axis] }
  }
  return try Shape(dimensions)
}

/// The derivative is the limit of differences, and its two modes are transposes of each other.
private func expectLaws(_ function: TensorFunction, _ random: inout SplitMix64, _ comment: Comment) throws {
  let direction = try directions(like: function.point, &random)
  let weights = try directions(like: function.value(), &random)
  let (products, pulled) = (try function.jvp(direction), try function.vjp(weights))
  let isNarrow = products.contains { $0.dtype == .float32 }
  for (product, difference) in zip(products, try function.difference(direction)) {
    expectClose(product.doubles ?? [], difference, isNarrow ? 1e-3 : 1e-6, comment)
  }
  #expect(pulled.map(\.type) == function.point.map(\.type), comment)
  let (forward, forwardScale) = innerProduct(weights, products)
  let (reverse, reverseScale) = innerProduct(pulled, direction)
  #expect(abs(forward - reverse) <= (isNarrow ? 1e-6 : 1e-12) * max(1, forwardScale, reverseScale), comment)
}

/// The traced program, and the plan made of it, give what the function itself gives; a plan must not read what it has not written.
private func expectProgramAgrees(_ function: TensorFunction, _ comment: Comment) throws {
  let expected = try function.value()
  let program = try Program.trace(function.point.map(\.type), function.body)
  try program.validate()
  try expectSame(program.evaluate(function.point), expected, comment)
  let (plan, workspace) = (try Plan(program), Workspace())
  for _ in 0..<2 {
    try expectSame(plan.run(function.point, in: workspace), expected, comment)
    workspace.poison()
  }
}

/// The batch of the point and its double, in the inputs of `batched`, gives what each of the two gives.
private func expectBatchAgrees(_ function: TensorFunction, _ batched: Set<Int>, _ comment: Comment) throws {
  let program = try Program.trace(function.point.map(\.type), function.body)
  let (together, isBatched) = try program.batched(batched, size: 2)
  try together.validate()
  let other = try function.point.enumerated().map { batched.contains($0) ? try $1 * 1.0625 : $1 }
  let inputs = try function.point.indices.map {
    batched.contains($0) ? try Tensor.stacked([function.point[$0], other[$0]]) : function.point[$0]
  }
  let results = try together.evaluate(inputs)
  for (element, point) in [function.point, other].enumerated() {
    let alone = try program.evaluate(point)
    let taken = try results.indices.map { isBatched[$0] ? try results[$0].element(at: element, axis: 0) : results[$0] }
    try expectSame(taken, alone, comment)
  }
}

private func expectSame(_ found: [Tensor], _ expected: [Tensor], _ comment: Comment) throws {
  #expect(found.map(\.type) == expected.map(\.type), comment)
  for (found, expected) in zip(found, expected) {
    expectClose(found.doubles ?? [], expected.doubles ?? [], 1e-13, comment)
  }
}

func directions(like tensors: [Tensor], _ random: inout SplitMix64) throws -> [Tensor] {
  try tensors.map { try Operand.real($0.shape, -1...1).tensor(&random).cast(to: $0.dtype) }
}

/// The inner product, and the sum of the magnitudes of its terms.
private func innerProduct(_ left: [Tensor], _ right: [Tensor]) -> (Double, Double) {
  let terms = zip(left, right).flatMap { zip($0.doubles ?? [], $1.doubles ?? []).map { $0 * $1 } }
  return (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) })
}

/// The numbers agree to `tolerance`, relative to the largest of them or 1.
func expectClose(_ found: [Double], _ expected: [Double], _ tolerance: Double, _ comment: Comment) {
  #expect(found.count == expected.count, comment)
  let scale = expected.reduce(1) { max($0, $1.isFinite ? abs($1) : 0) }
  for (found, expected) in zip(found, expected) {
    let agrees = found == expected || (found.isNaN && expected.isNaN) || abs(found - expected) <= tolerance * scale
    #expect(agrees, "\(comment): \(found), not \(expected)")
  }
}
