import Kernels

/// Gives the values of a scheduled program their places, and writes the steps.
struct StepWriter {
  private let compiler: PlanCompiler
  private let schedule: Schedule
  /// By value: whether anything but other members of its cluster reads it.
  private let isStored: [Bool]
  private var slots: [Int]
  private var layout = PlanLayout()
  /// The step in which each buffer is written first and read last.
  private var lifetimes: [(root: Int, birth: Int, lastUse: Int)] = []
  private var bufferOf: [Int?]

  init(_ compiler: PlanCompiler, _ schedule: Schedule) {
    (self.compiler, self.schedule) = (compiler, schedule)
    isStored = schedule.readOutsideOfClusters()
    slots = Array(repeating: 0, count: compiler.program.values.count)
    bufferOf = Array(repeating: nil, count: compiler.program.values.count)
  }

  mutating func write() throws -> ([any Step], outputs: [Int], PlanLayout) {
    placeInputsAndConstants()
    measureLifetimes()
    try placeBuffers()
    var steps: [any Step] = []
    var clusters = ClusterWriter(compiler, firstTile: layout.firstTile)
    for unit in schedule.units {
      switch unit {
      case .single(let value): if let step = step(for: value) { steps.append(step) }
      case .cluster(let cluster):
        steps.append(clusters.write(schedule.clusters[cluster], slot: { slot($0) }, isStored: { isStored[$0] }))
      }
    }
    layout.tileCount = clusters.tileCount
    return (steps, compiler.program.outputs.map { slot($0) }, layout)
  }

  private func slot(_ value: Int) -> Int { slots[compiler.root(value)] }

  private mutating func placeInputsAndConstants() {
    layout.inputCount = compiler.program.inputTypes.count
    for index in compiler.program.values.indices {
      switch compiler.program.values[index].definition {
      case .input(let number): slots[index] = number
      case .constant(let tensor):
        slots[index] = layout.inputCount + layout.constants.count
        layout.constants.append(tensor)
      case .result: break
      }
    }
  }

  private mutating func measureLifetimes() {
    for (step, unit) in schedule.units.enumerated() {
      switch unit {
      case .single(let value):
        let product = compiler.accumulated[value]
        for operand in compiler.operands[value] + (product.map { compiler.operands[$0] } ?? []) where operand != product
        {
          use(operand, step)
        }
        define(value, step)
      case .cluster(let cluster):
        let members = schedule.clusters[cluster]
        for value in members.values {
          for operand in compiler.operands[value] { use(source(of: operand, members), step) }
        }
        for value in members.values where isStored[value] { define(value, step) }
      }
    }
    for output in compiler.program.outputs { use(output, schedule.units.count) }
  }

  /// What a member of a cluster reads for `operand`: of a repeated one the elements that are repeated.
  private func source(of operand: Int, _ members: Schedule.Members) -> Int {
    let root = compiler.root(operand)
    return members.expanded.contains(root) ? compiler.operands[root][0] : operand
  }

  private mutating func define(_ value: Int, _ step: Int) {
    let root = compiler.root(value)
    guard bufferOf[root] == nil else { return use(value, step) }
    bufferOf[root] = lifetimes.count
    lifetimes.append((root, step, step))
  }

  private mutating func use(_ value: Int, _ step: Int) {
    if let buffer = bufferOf[compiler.root(value)] { lifetimes[buffer].lastUse = step }
  }

  private mutating func placeBuffers() throws {
    var arena = ArenaLayout()
    let check = Interruption.checker
    for (index, lifetime) in lifetimes.enumerated() {
      try check()
      let size = compiler.type(lifetime.root).byteCount
      layout.bufferOffsets.append(arena.place(size, birth: lifetime.birth, lastUse: lifetime.lastUse))
      slots[lifetime.root] = layout.inputCount + layout.constants.count + index
    }
    layout.arenaByteCount = arena.byteCount
  }

  /// Nil for a value that another one's step makes, or that lies where its operand does.
  private func step(for value: Int) -> (any Step)? {
    let operands = compiler.operands[value]
    if let product = compiler.accumulated[value] { return step(forProduct: product, into: value, accumulating: true) }
    switch compiler.lowerings[value] {
    case .kernel(let kernel):
      return KernelStep(.plain(kernel), operands: operands.map { slot($0) }, result: slot(value))
    case .interruptible(let kernel):
      return KernelStep(.interruptible(kernel), operands: operands.map { slot($0) }, result: slot(value))
    case .expand(let expansion): return ExpansionStep(expansion, operand: slot(operands[0]), result: slot(value))
    case .product: return step(forProduct: value, into: value, accumulating: false)
    case .map, .view, nil: return nil
    }
  }

  private func step(forProduct product: Int, into value: Int, accumulating: Bool) -> ProductStep? {
    guard case .product(let kernel) = compiler.lowerings[product] else { return nil }
    let operands = compiler.operands[product]
    return ProductStep(
      kernel, compiler.type(product).dtype, a: slot(operands[0]), b: slot(operands[1]), result: slot(value),
      accumulating: accumulating)
  }
}
