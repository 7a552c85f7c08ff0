import Kernels

/// Writes a cluster: arithmetic in a row becomes a chain, and values that only the cluster reads get tiles, which are used again once
/// their value has been read last. A value that the next step of its chain alone reads needs none.
struct ClusterWriter {
  private let compiler: PlanCompiler
  private let members: Schedule.Members
  private let firstTile: Int
  private(set) var tileCount = 0
  private var freeTiles: [Int] = []
  private var references: [Int: Cluster.Reference] = [:]
  /// Slots of the operands that are one number, which chains read where it is.
  private var numbers: [Int: Int] = [:]
  private var fills: [Cluster.Fill] = []
  private var works: [Cluster.Work] = []
  private var chain: OpenChain?

  private struct OpenChain {
    var chain: Chain
    let dtype: DType
    /// The value so far.
    var value: Int?
  }

  init(_ compiler: PlanCompiler, _ members: Schedule.Members, firstTile: Int) {
    (self.compiler, self.members, self.firstTile) = (compiler, members, firstTile)
  }

  mutating func write(slot: (Int) -> Int, isStored: (Int) -> Bool) -> Cluster {
    findNumbers(slot)
    fill(slot)
    let interior = Set(members.values.filter { !isStored($0) })
    let ends = lastUses(of: interior)
    let passing = passingValues(interior)
    for (position, value) in members.values.enumerated() {
      guard case .map(let kernel, let dtype) = compiler.lowerings[value] else { continue }
      let operands = compiler.operands[value].map { compiler.root($0) }
      let sources = operands.map { reference($0, slot) }
      let ending = ends[position] ?? []
      // A result may be written over an operand only where each element lies on the one at its own place.
      let (reusable, other) = ending.partitioned { compiler.type($0).dtype.size == compiler.type(value).dtype.size }
      release(reusable)
      if !passing.contains(value) { references[value] = interior.contains(value) ? tile() : stored(value, slot) }
      release(other)
      if let arithmetic = kernel.arithmetic {
        chain(arithmetic, dtype, operands, sources, value)
      } else if let first = sources.first, let result = references[value] {
        closeChain()
        let second = sources.count > 1 ? sources[1] : nil
        let third = sources.count > 2 ? sources[2] : nil
        let operands = (first, second, third)
        works.append(.operation(Cluster.Operation(loop: kernel.loop(for: dtype), operands: operands, result: result)))
      }
    }
    closeChain()
    let count = members.values.first.map { compiler.type($0).shape.elementCount } ?? 0
    return Cluster(elementCount: count, fills: fills, works: works)
  }

  /// Adds an operation to the chain, or begins one with it.
  private mutating func chain(
    _ arithmetic: Chain.Arithmetic, _ dtype: DType, _ operands: [Int], _ sources: [Cluster.Reference], _ value: Int
  ) {
    if chain?.dtype != dtype { closeChain() }
    let places = zip(operands, sources).map { operand, source in
      numbers[operand].map { Chain.Operand.number(slot: $0) } ?? .array(slot: source.slot, stride: source.stride)
    }
    guard let first = places.first else { return }
    var open = chain ?? OpenChain(chain: Chain(dtype), dtype: dtype)
    let isReversed = operands.count == 2 && operands[0] != open.value && operands[1] == open.value
    if operands[0] != open.value, !isReversed { open.chain.load(first) }
    if operands.count == 2 {
      open.chain.apply(arithmetic, isReversed ? first : places[1], reversed: isReversed)
    } else {
      open.chain.apply(arithmetic)
    }
    if let result = references[value] { open.chain.store(slot: result.slot, stride: result.stride) }
    open.value = value
    chain = open
  }

  private mutating func closeChain() {
    if let open = chain { works.append(.chain(open.chain)) }
    chain = nil
  }

  /// Values that are read once, by the member behind the one that makes them, which continues its chain.
  private func passingValues(_ interior: Set<Int>) -> Set<Int> {
    var readings: [Int: Int] = [:]
    for value in members.values {
      for operand in compiler.operands[value] { readings[compiler.root(operand), default: 0] += 1 }
    }
    let pairs = zip(members.values, members.values.dropFirst()).filter { value, next in
      interior.contains(value) && readings[value] == 1 && isArithmetic(value) && isArithmetic(next)
        && compiler.type(value).dtype == compiler.type(next).dtype
        && compiler.operands[next].contains { compiler.root($0) == value }
    }
    return Set(pairs.map(\.0))
  }

  private func isArithmetic(_ value: Int) -> Bool {
    if case .map(let kernel, _) = compiler.lowerings[value] { kernel.arithmetic != nil } else { false }
  }

  private mutating func findNumbers(_ slot: (Int) -> Int) {
    for value in members.expanded where compiler.expansion(value)?.pattern == .splat {
      numbers[value] = slot(compiler.operands[value][0])
    }
  }

  /// Tiles for the repeated operands, but for numbers that chains alone read; they are never used for anything else.
  private mutating func fill(_ slot: (Int) -> Int) {
    let others = members.values.filter { !isArithmetic($0) }
    let roots = Set(others.flatMap { compiler.operands[$0].map { compiler.root($0) } })
    for value in members.expanded.sorted() where numbers[value] == nil || roots.contains(value) {
      guard let expansion = compiler.expansion(value) else { continue }
      let reference = tile()
      references[value] = reference
      fills.append(Cluster.Fill(expansion: expansion, source: slot(compiler.operands[value][0]), tile: reference.slot))
    }
  }

  /// The interior values by the position of the member that reads them last; one that nothing reads ends where it is made.
  private func lastUses(of interior: Set<Int>) -> [Int: [Int]] {
    var last: [Int: Int] = [:]
    for (position, value) in members.values.enumerated() {
      for operand in compiler.operands[value] where interior.contains(compiler.root(operand)) {
        last[compiler.root(operand)] = position
      }
    }
    return Dictionary(grouping: last.keys.sorted(), by: { last[$0] ?? 0 })
  }

  private func reference(_ root: Int, _ slot: (Int) -> Int) -> Cluster.Reference {
    references[root] ?? stored(root, slot)
  }

  private func stored(_ root: Int, _ slot: (Int) -> Int) -> Cluster.Reference {
    Cluster.Reference(slot: slot(root), stride: compiler.type(root).dtype.size)
  }

  private mutating func tile() -> Cluster.Reference {
    if let tile = freeTiles.popLast() { return Cluster.Reference(slot: tile, stride: 0) }
    tileCount += 1
    return Cluster.Reference(slot: firstTile + tileCount - 1, stride: 0)
  }

  private mutating func release(_ values: [Int]) {
    for value in values { if let reference = references[value] { freeTiles.append(reference.slot) } }
  }
}

extension [Int] {
  fileprivate func partitioned(_ belongs: (Int) -> Bool) -> (matching: [Int], other: [Int]) {
    (filter(belongs), filter { !belongs($0) })
  }
}
