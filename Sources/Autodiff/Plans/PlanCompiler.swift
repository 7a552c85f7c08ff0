import Kernels

/// Makes a plan of a program, in four passes: lower each operation, add sums into products, gather elementwise operations into
/// clusters (`Schedule`), and give every value its place (`StepWriter`).
///
/// A value may lie in the memory of another: a view in that of its operand, a sum in that of its first term. The value whose memory
/// it is, is its *root*.
struct PlanCompiler {
  let program: Program
  private(set) var lowerings: [Lowering?]
  private(set) var operands: [[Int]]
  /// By value, for a sum that a product is added into: the product.
  private(set) var accumulated: [Int?]
  private(set) var flops = 0
  /// Of the step that takes most beside the arena.
  private(set) var scratchByteCount = 0
  private var parents: [Int]

  init(_ program: Program) throws {
    self.program = program
    lowerings = Array(repeating: nil, count: program.values.count)
    operands = Array(repeating: [], count: program.values.count)
    accumulated = Array(repeating: nil, count: program.values.count)
    parents = Array(program.values.indices)
    try lower()
    shareFactors()
    accumulate()
  }

  func compile() throws -> (steps: [any Step], outputs: [Int], layout: PlanLayout) {
    var schedule = Schedule(self)
    schedule.run()
    var writer = StepWriter(self, schedule)
    return try writer.write()
  }

  func type(_ value: Int) -> TensorType { program.values[value].type }

  /// The value whose memory `value` lies in.
  func root(_ value: Int) -> Int {
    var value = value
    while parents[value] != value { value = parents[value] }
    return value
  }

  /// How a fused step may read `value` where its operand lies.
  func expansion(_ value: Int) -> Expansion? {
    if case .expand(let expansion) = lowerings[value], expansion.pattern != nil { expansion } else { nil }
  }

  func isMap(_ value: Int) -> Bool {
    if case .map = lowerings[value], accumulated[value] == nil { true } else { false }
  }

  private mutating func lower() throws {
    let check = Interruption.checker
    for index in program.values.indices {
      guard case .result(let operation, let inputs) = program.values[index].definition else { continue }
      try check()
      let (types, type) = (inputs.map { self.type($0) }, type(index))
      let lowering = try operation.lowering(types, type)
      (lowerings[index], operands[index]) = (lowering, inputs)
      if case .view = lowering, let source = inputs.first { parents[index] = root(source) }
      flops = flops.addingSaturated(operation.flops(types, type))
      scratchByteCount = max(scratchByteCount, operation.scratchByteCount(types, type))
    }
  }

  /// Lets a batch of products read a factor that is repeated for the batch where it is.
  private mutating func shareFactors() {
    for index in program.values.indices {
      guard case .product(var product) = lowerings[index] else { continue }
      if let source = repeatedMatrix(operands[index][0], product.m * product.k) {
        (operands[index][0], product.sharesA) = (source, true)
      }
      if let source = repeatedMatrix(operands[index][1], product.k * product.n) {
        (operands[index][1], product.sharesB) = (source, true)
      }
      lowerings[index] = .product(product)
    }
  }

  /// The operand of a repetition of one matrix of `count` elements.
  private func repeatedMatrix(_ value: Int, _ count: Int) -> Int? {
    let root = root(value)
    guard expansion(root)?.pattern == .rows(period: count) else { return nil }
    return operands[root][0]
  }

  /// Calls `body` with each root that is read, once per reading, and the operation that reads it; an output is read by nil.
  func forEachReading(_ body: (_ root: Int, _ reader: Int?) -> Void) {
    for index in program.values.indices {
      if case .view = lowerings[index] { continue }
      for operand in operands[index] { body(root(operand), index) }
    }
    for output in program.outputs { body(root(output), nil) }
  }

  /// Finds the sums of a term and a product that nothing else reads, and lets the product be added into the term's memory.
  private mutating func accumulate() {
    var readings = [Int](repeating: 0, count: program.values.count)
    forEachReading { root, _ in readings[root] += 1 }
    for index in program.values.indices {
      guard case .map(let kernel, _) = lowerings[index], kernel.arithmetic == .add else { continue }
      let (first, second) = (accumulatedRoot(operands[index][0]), accumulatedRoot(operands[index][1]))
      if takes(product: second, into: first, readings) {
        (accumulated[index], parents[index]) = (second, first)
      } else if takes(product: first, into: second, readings) {
        (accumulated[index], parents[index]) = (first, second)
      }
    }
  }

  /// Whether `product` is one, and can be added into the memory of `term`.
  private func takes(product: Int, into term: Int, _ readings: [Int]) -> Bool {
    guard case .product = lowerings[product] else { return false }
    return readings[product] == 1 && term != product && readings[term] == 1 && lowerings[term] != nil
  }

  /// The value itself where it is a sum that was accumulated before, so that its own readers are asked for; else its root.
  private func accumulatedRoot(_ value: Int) -> Int {
    var value = value
    while accumulated[value] == nil, parents[value] != value { value = parents[value] }
    return value
  }
}
