import Kernels

/// Writes a cluster: values that only the cluster reads get tiles, which are used again once their value has been read last.
struct ClusterWriter {
  private let compiler: PlanCompiler
  private let members: Schedule.Members
  private let firstTile: Int
  private(set) var tileCount = 0
  private var freeTiles: [Int] = []
  private var references: [Int: Cluster.Reference] = [:]
  private var fills: [Cluster.Fill] = []

  init(_ compiler: PlanCompiler, _ members: Schedule.Members, firstTile: Int) {
    (self.compiler, self.members, self.firstTile) = (compiler, members, firstTile)
  }

  mutating func write(slot: (Int) -> Int, isStored: (Int) -> Bool) -> Cluster {
    fill(slot)
    let interior = Set(members.values.filter { !isStored($0) })
    let ends = lastUses(of: interior)
    var operations: [Cluster.Operation] = []
    for (position, value) in members.values.enumerated() {
      guard case .map(let loop) = compiler.lowerings[value] else { continue }
      let operands = compiler.operands[value].map { reference(compiler.root($0), slot) }
      let ending = ends[position] ?? []
      // A result may be written over an operand only where each element lies on the one at its own place.
      let (reusable, other) = ending.partitioned { compiler.type($0).dtype.size == compiler.type(value).dtype.size }
      release(reusable)
      references[value] = interior.contains(value) ? tile() : stored(value, slot)
      release(other)
      if let first = operands.first, let result = references[value] {
        let second = operands.count > 1 ? operands[1] : nil
        let third = operands.count > 2 ? operands[2] : nil
        operations.append(Cluster.Operation(loop: loop, operands: (first, second, third), result: result))
      }
    }
    let count = members.values.first.map { compiler.type($0).shape.elementCount } ?? 0
    return Cluster(elementCount: count, fills: fills, operations: operations)
  }

  /// Tiles for the repeated operands; they are never used for anything else.
  private mutating func fill(_ slot: (Int) -> Int) {
    for value in members.expanded.sorted() {
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
